import { describe, expect, it } from 'vitest';
import { readDistributions } from '../../../local/cloudfront/distribution.ts';
import { deployed, onlyDistribution } from '../support/assembly.ts';
import { distributionConfig, smallApp } from '../support/small-app.ts';

/** @param behavior changes of the default behavior. @param config changes of the distribution. */
function read(behavior: object = {}, config: object = {}, edge: Record<string, object> = {}) {
  const Properties = { DistributionConfig: { ...distributionConfig(behavior), ...config } };
  const Distribution = { Type: 'AWS::CloudFront::Distribution', Properties };
  return () => onlyDistribution(deployed(smallApp({ edge: { Distribution, ...edge } })));
}

describe('readDistributions', () => {
  it('reads the behaviors in order, the default last, each with its origin and policies', () => {
    const { DefaultCacheBehavior } = distributionConfig() as { DefaultCacheBehavior: object };
    const { behaviors } = read(
      {},
      { CacheBehaviors: [{ ...DefaultCacheBehavior, PathPattern: '/admin/*', AllowedMethods: ['GET'] }] },
    )();
    expect(behaviors.map(({ pathPattern }) => pathPattern)).toEqual(['/admin/*', '*']);
    expect(behaviors[0]?.allowedMethods).toEqual(new Set(['GET']));
    expect(behaviors[1]).toMatchObject({
      origin: {
        domainName: expect.stringMatching(/^[a-z0-9]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/),
        path: '/live',
        customHeaders: new Map([['x-origin', expect.stringMatching(/^secret .*small\/origin-\w{6}:SecretString:::$/)]]),
        readTimeoutMs: 30_000,
        connectMs: 30_000,
      },
      originRequestPolicy: { headers: new Set(['x-caller', 'cloudfront-viewer-address']), queryStrings: 'all' },
      responseHeadersPolicy: undefined,
      viewerRequestFunction: expect.stringMatching(
        /^arn:aws:lambda:us-east-1:123456789012:function:Small-Edge-Guard-\w+:1$/,
      ),
    });
  });

  const group = {
    Quantity: 1,
    Items: [
      {
        Id: 'group',
        FailoverCriteria: { StatusCodes: { Quantity: 2, Items: [500, 503] } },
        Members: { Quantity: 2, Items: [{ OriginId: 'api' }, { OriginId: 'second' }] },
      },
    ],
  };
  const inGroup = (behavior: object = {}) => {
    const [first] = (distributionConfig() as { Origins: object[] }).Origins;
    const Origins = [
      { ...first, Id: 'api', ConnectionAttempts: 1, ConnectionTimeout: 3 },
      { ...first, Id: 'second', DomainName: 'second.example' },
    ];
    return read(
      { AllowedMethods: ['GET', 'HEAD'], TargetOriginId: 'group', ...behavior },
      { Origins, OriginGroups: group },
    );
  };

  it('reads an origin group: what is asked first, and what on which failures', () => {
    expect(inGroup()().behaviors[0]).toMatchObject({
      origin: { connectMs: 3_000 },
      failover: { origin: { domainName: 'second.example', connectMs: 30_000 }, statuses: new Set([500, 503]) },
    });
  });

  it('refuses a method that CloudFront doesn’t take before an origin group', () => {
    expect(inGroup({ AllowedMethods: ['GET', 'HEAD', 'POST'] })).toThrow(
      'AllowedMethods with POST before an origin group',
    );
  });

  const managed = '658327ea-f89d-4fab-a63d-7e88639e58f6';
  const [origin] = (distributionConfig() as { Origins: object[] }).Origins;
  const viewerResponse = [{ EventType: 'viewer-response', LambdaFunctionARN: 'arn' }];
  it.each<[string, () => unknown]>([
    ['DistributionConfig.DefaultCacheBehavior.FunctionAssociations', read({ FunctionAssociations: [] })],
    ['DistributionConfig.DefaultCacheBehavior.ForwardedValues', read({ ForwardedValues: {} })],
    ['DistributionConfig.DefaultCacheBehavior.CachePolicyId is "of-my-own"', read({ CachePolicyId: 'of-my-own' })],
    [`CachePolicyId ${managed} before an origin that is no bucket`, read({ CachePolicyId: managed })],
    [
      'DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations.0.EventType is "viewer-response"',
      read({ LambdaFunctionAssociations: viewerResponse }),
    ],
    [
      'DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy is "allow-all"',
      read({ ViewerProtocolPolicy: 'allow-all' }),
    ],
    [
      `it refers to ${managed}, which is no AWS::CloudFront::OriginRequestPolicy`,
      read({ OriginRequestPolicyId: managed }),
    ],
    ['TargetOriginId elsewhere', read({ TargetOriginId: 'elsewhere' })],
    ['WebACLId arn, which the assembly doesn’t hold', read({}, { WebACLId: 'arn' })],
    [
      'DistributionConfig.CustomErrorResponses.0.ResponsePagePath',
      read({}, { CustomErrorResponses: [{ ErrorCode: 404, ResponsePagePath: '/404' }] }),
    ],
    [
      'DistributionConfig.Origins.0.CustomOriginConfig.OriginProtocolPolicy is "http-only"',
      read({}, { Origins: [{ ...origin, CustomOriginConfig: { OriginProtocolPolicy: 'http-only' } }] }),
    ],
    ['DistributionConfig.Origins.0.OriginShield', read({}, { Origins: [{ ...origin, OriginShield: {} }] })],
    [
      'DistributionConfig.Origins.0.OriginAccessControlId is undefined',
      read({}, { Origins: [{ DomainName: 'b', Id: 'b', S3OriginConfig: { OriginAccessIdentity: '' } }] }),
    ],
  ])('refuses %s', (what, reading) => {
    expect(reading).toThrow(`Small-Edge, Distribution (AWS::CloudFront::Distribution): ${what}`);
  });

  it('reads a bucket behind an origin access control, and what stands for /', () => {
    const bucket = {
      DomainName: 'files.s3.us-east-1.amazonaws.com',
      Id: 'files',
      OriginAccessControlId: { 'Fn::GetAtt': ['Control', 'Id'] },
      S3OriginConfig: { OriginAccessIdentity: '' },
    };
    const control = (SigningBehavior: string) => ({
      Control: {
        Type: 'AWS::CloudFront::OriginAccessControl',
        Properties: {
          OriginAccessControlConfig: {
            Name: 'control',
            OriginAccessControlOriginType: 's3',
            SigningBehavior,
            SigningProtocol: 'sigv4',
          },
        },
      },
    });
    const behavior = { TargetOriginId: 'files', CachePolicyId: managed };
    const config = { Origins: [bucket], DefaultRootObject: 'index.html' };
    const { id, rootPath, behaviors } = read(behavior, config, control('always'))();
    expect(rootPath).toBe('/index.html');
    expect(behaviors.at(-1)?.origin).toMatchObject({
      domainName: 'files.s3.us-east-1.amazonaws.com',
      signature: `OriginAccessControl arn:aws:cloudfront::123456789012:distribution/${id}`,
    });
    expect(read(behavior, config, control('never'))).toThrow('SigningBehavior is "never"');
  });

  const forwarding = (HeadersConfig: object, CookieBehavior = 'none') => ({
    Forwarded: {
      Type: 'AWS::CloudFront::OriginRequestPolicy',
      Properties: {
        OriginRequestPolicyConfig: {
          CookiesConfig: { CookieBehavior },
          HeadersConfig,
          Name: 'forwarded',
          QueryStringsConfig: { QueryStringBehavior: 'all' },
        },
      },
    },
  });

  it.each([
    [{ HeaderBehavior: 'none' }, 'all', new Set(['cookie'])],
    [{ HeaderBehavior: 'allExcept', Headers: ['Host'] }, 'all', { allBut: new Set(['host']) }],
    [{ HeaderBehavior: 'allExcept', Headers: ['Host', 'A'] }, 'none', { allBut: new Set(['host', 'a', 'cookie']) }],
  ])('reads which headers go on: %j, cookies %s', (config, cookies, headers) => {
    const { behaviors } = read({}, {}, forwarding(config, cookies))();
    expect(behaviors[0]?.originRequestPolicy.headers).toEqual(headers);
  });

  it.each([
    [{ HeaderBehavior: 'whitelist', Headers: ['CloudFront-Viewer-Country'] }, 'the header cloudfront-viewer-country'],
    [{ HeaderBehavior: 'allExcept', Headers: ['A'] }, 'all headers, Host among them'],
  ])('refuses an origin request policy with %j', (config, what) => {
    expect(read({}, {}, forwarding(config))).toThrow(
      `Small-Edge, Forwarded (AWS::CloudFront::OriginRequestPolicy): ${what}`,
    );
  });

  it('reads as many as there are', () => {
    const Distribution = { Type: 'AWS::Logs::LogGroup' };
    const Properties = { DistributionConfig: distributionConfig() };
    const Another = { Type: 'AWS::CloudFront::Distribution', Properties };
    expect(readDistributions(deployed(smallApp({ edge: { Distribution } })))).toEqual([]);
    const two = readDistributions(deployed(smallApp({ edge: { Another } })));
    expect(two.map(({ resource }) => resource.logicalId)).toEqual(['Distribution', 'Another']);
    expect(new Set(two.map(({ domainName }) => domainName)).size).toBe(2);
  });
});
