import {
  CloudFrontClient,
  type DistributionConfig,
  GetDistributionCommand,
  GetDistributionConfigCommand,
  UpdateDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import { afterEach, describe, expect, it } from 'vitest';
import { originHeader, withHeader } from '../../../lambda/rotate-origin/origin-header.ts';
import { startCloudFrontControl } from '../../../local/cloudfront/control.ts';
import { DeployedConfig } from '../../../local/cloudfront/deployed-config.ts';
import { readDistributionConfig } from '../../../local/cloudfront/distribution.ts';
import { distributionConfig } from '../../../local/cloudfront/distribution-config.ts';
import type { ControlCall } from '../../../local/control-call.ts';
import type { PolicyStatement } from '../../../local/iam/policy.ts';
import { at, childrenOf } from '../../../local/xml.ts';
import { deployed, onlyDistribution } from '../support/assembly.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { smallApp } from '../support/small-app.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const everything: PolicyStatement[] = [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }];

async function start({
  statements = everything,
  onCall = async (_: ControlCall) => {},
  beside = {},
}: {
  readonly statements?: readonly PolicyStatement[];
  readonly onCall?: (call: ControlCall) => Promise<void>;
  /** Of the configuration, beside what the small app has. */
  readonly beside?: object;
} = {}) {
  const clock = new ManualClock();
  const distribution = onlyDistribution(deployed(smallApp()));
  const config = new DeployedConfig(
    distributionConfig({ ...readDistributionConfig(distribution), ...beside }, 'made-by-a-test'),
    clock,
    10_000,
  );
  const role = { name: 'a-role', arn: 'arn:aws:iam::123456789012:role/a-role', account: '123456789012', statements };
  const identify = (accessKeyId: string) => (accessKeyId === 'KEY' ? { role, session: 'it' } : undefined);
  const server = await startCloudFrontControl([{ distribution, config }], identify, onCall);
  closing.push(server.close);
  const clientOf = (accessKeyId: string) => {
    const client = new CloudFrontClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey: 'any' },
      maxAttempts: 1,
    });
    closing.push(async () => client.destroy());
    return client;
  };
  const client = clientOf('KEY');
  const Id = distribution.id;
  const get = () => client.send(new GetDistributionConfigCommand({ Id }));
  const update = (config: DistributionConfig | undefined, IfMatch: string | undefined) =>
    client.send(new UpdateDistributionCommand({ Id, DistributionConfig: config, IfMatch }));
  return { clock, distribution, config, client, clientOf, Id, get, update };
}

const headersOf = (config: DistributionConfig | undefined) =>
  config?.Origins?.Items?.flatMap((origin) => origin.CustomHeaders?.Items ?? []);

describe('the configuration, by the real SDK', () => {
  it('is the template’s', async () => {
    const { get, client, Id, distribution } = await start();
    const { DistributionConfig: config, ETag } = await get();
    expect(ETag).toBe('E1');
    expect(config).toMatchObject({
      CallerReference: 'made-by-a-test',
      Enabled: true,
      DefaultCacheBehavior: { TargetOriginId: expect.any(String), AllowedMethods: { Items: expect.any(Array) } },
    });
    expect(headersOf(config)).toEqual([
      { HeaderName: expect.stringMatching(/^x-origin$/i), HeaderValue: expect.stringContaining('secret') },
    ]);
    const { Distribution } = await client.send(new GetDistributionCommand({ Id }));
    expect(Distribution).toMatchObject({ Id, Status: 'Deployed', DomainName: distribution.domainName });
    expect(Distribution?.DistributionConfig).toEqual(config);
  });

  it('tells of each origin and behaviour what CloudFront always tells', async () => {
    const { get } = await start();
    const { DistributionConfig: config } = await get();
    expect(config?.Origins?.Items).toMatchObject([
      {
        OriginAccessControlId: '',
        OriginPath: '/live',
        CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only', OriginReadTimeout: 30 },
      },
    ]);
    expect(config?.Origins?.Items?.[0]).not.toHaveProperty('S3OriginConfig');

    const bucket = { DomainName: 'files.s3.us-east-1.amazonaws.com', Id: 'files', OriginAccessControlId: 'EOAC' };
    const beside = {
      Origins: [{ ...bucket, S3OriginConfig: { OriginAccessIdentity: '' } }],
      DefaultCacheBehavior: { TargetOriginId: 'files' },
    };
    const withBucket = await (await start({ beside })).get();
    expect(withBucket.DistributionConfig).toMatchObject({
      Origins: {
        Items: [
          {
            ...bucket,
            CustomHeaders: { Quantity: 0 },
            OriginPath: '',
            S3OriginConfig: { OriginAccessIdentity: '' },
          },
        ],
      },
      DefaultCacheBehavior: { LambdaFunctionAssociations: { Quantity: 0 } },
    });
    expect(withBucket.DistributionConfig?.Origins?.Items?.[0]).not.toHaveProperty('CustomOriginConfig');
  });

  it('is changed in nothing but the header’s value, and every edge location has it in the end', async () => {
    const { client, Id, config, clock, distribution } = await start();
    const header = originHeader(client, Id, 'X-ORIGIN');
    const before = config.config;
    const [{ origin } = { origin: undefined }] = distribution.behaviors;
    const sent = () => config.customHeaders(origin?.domainName ?? '').get('x-origin');
    const old = sent();

    await header.set('a <new> & "other" value');
    expect(await header.is('a <new> & "other" value')).toBe(true);
    expect(await header.state('a <new> & "other" value')).toBe('in progress');
    clock.advance(5_000);
    const underWay = Array.from({ length: 40 }, sent);
    expect(new Set(underWay)).toEqual(new Set([old, 'a <new> & "other" value']));
    clock.advance(5_000);
    expect(await header.state('a <new> & "other" value')).toBe('deployed');
    expect(new Set(Array.from({ length: 40 }, sent))).toEqual(new Set(['a <new> & "other" value']));
    expect(await header.state('old')).toBe('another value');

    const names = (from: typeof before) =>
      childrenOf(from)
        .map(({ name }) => name)
        .sort();
    expect(names(config.config)).toEqual(names(before));
    expect(config.etag).toBe('E2');
    await header.set('a <new> & "other" value');
    expect(config.etag).toBe('E2');
  });

  it('keeps a domain, its certificate and a web ACL', async () => {
    const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d';
    const { client, Id, get, config } = await start({
      beside: {
        Aliases: ['tokens.example.com'],
        ViewerCertificate: { AcmCertificateArn: certificate, SslSupportMethod: 'sni-only' },
        WebACLId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/it/1',
      },
    });
    expect((await get()).DistributionConfig).toMatchObject({
      Aliases: { Quantity: 1, Items: ['tokens.example.com'] },
      ViewerCertificate: { ACMCertificateArn: certificate, SSLSupportMethod: 'sni-only' },
      WebACLId: expect.stringContaining('webacl/it'),
    });
    await originHeader(client, Id, 'x-origin').set('new');
    expect(config.etag).toBe('E2');
  });

  it('is read again and changed when somebody else has changed it meanwhile', async () => {
    let others = 2;
    const { client, Id, config } = await start({
      onCall: async ({ action, phase }) => {
        if (action !== 'UpdateDistribution' || phase !== 'before' || others === 0) return;
        others -= 1;
        config.update(config.config);
      },
    });
    await originHeader(client, Id, 'x-origin').set('new');
    expect(config.etag).toBe('E4');
    expect(JSON.stringify(at(config.config, 'Origins'))).toContain('"new"');
  });

  it('is given up when somebody else always changes it first', async () => {
    const { client, Id, config } = await start({
      onCall: async ({ action, phase }) => {
        if (action === 'UpdateDistribution' && phase === 'before') config.update(config.config);
      },
    });
    await expect(originHeader(client, Id, 'x-origin').set('new')).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('is another distribution’s when no origin has the header', async () => {
    const { client, Id, config } = await start();
    await expect(originHeader(client, Id, 'x-other').set('new')).rejects.toThrow('no origin of the distribution');
    expect(config.etag).toBe('E1');
  });
});

describe('CloudFront refuses', () => {
  it('an update of a version that isn’t the newest, or of none', async () => {
    const { get, update } = await start();
    const { DistributionConfig: config } = await get();
    const changed = config && withHeader(config, 'x-origin', 'new');
    await expect(update(changed, 'E0')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(update(changed, undefined)).rejects.toMatchObject({ name: 'InvalidIfMatchVersion' });
  });

  it('a change that can’t be served here', async () => {
    const { get, update } = await start();
    const { DistributionConfig: config, ETag } = await get();
    const changed = config && { ...config, Comment: 'changed' };
    await expect(update(changed, ETag)).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: expect.stringContaining('values of custom headers only'),
    });
  });

  it('who may not', async () => {
    const { client, clientOf, Id, update, get } = await start({
      statements: [{ Effect: 'Allow', Action: ['cloudfront:*'], Resource: ['*'] }],
    });
    const { DistributionConfig: config, ETag } = await get();
    // Who updates a distribution with an edge function needs rights to the function too.
    await expect(update(config, ETag)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('lambda:GetFunction'),
    });
    const walled = await start({
      statements: [{ Effect: 'Allow', Action: ['cloudfront:*', 'lambda:*'], Resource: ['*'] }],
      beside: { WebACLId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/it/1' },
    });
    const { DistributionConfig: before, ETag: tag } = await walled.get();
    await expect(walled.update(before, tag)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('wafv2:GetWebACL'),
    });
    await expect(clientOf('STRANGER').send(new GetDistributionCommand({ Id }))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    await expect(client.send(new GetDistributionCommand({ Id: 'EOTHER' }))).rejects.toMatchObject({
      name: 'NoSuchDistribution',
    });
  });
});
