import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../../local/listen.ts';

/** A distribution, as far as anything here looks at it. */
export interface DistributionFacts {
  readonly status: string;
  readonly enabled: boolean;
  /** Path → ARN of the function at the viewer's request, undefined for none; `*` is the default. */
  readonly guards: Readonly<Record<string, string | undefined>>;
  readonly origins: readonly {
    domainName: string;
    protocolPolicy: string;
    headers: Readonly<Record<string, string>>;
  }[];
}

export interface Account {
  /** Stack → outputs. */
  readonly stacks: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly distribution: DistributionFacts;
  /** Name or ARN → value. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The calls of CloudFormation, CloudFront and Secrets Manager that tell how a stage is deployed, for the real SDK. */
export async function startControlPlane(account: Account) {
  const server = await listen(
    createServer((request, response) => {
      void text(request).then((body) => {
        const [status, type, answer] = answerTo(account, request.url ?? '', request.headers['x-amz-target'], body);
        response.writeHead(status, { 'Content-Type': type }).end(answer);
      });
    }),
  );
  return server;
}

function answerTo(
  { stacks, distribution, secrets }: Account,
  url: string,
  target: string | string[] | undefined,
  body: string,
): [number, string, string] {
  if (target === 'secretsmanager.GetSecretValue') {
    const { SecretId } = JSON.parse(body);
    const SecretString = secrets[SecretId];
    if (SecretString === undefined) {
      return [
        400,
        'application/x-amz-json-1.1',
        JSON.stringify({ __type: 'ResourceNotFoundException', message: 'no' }),
      ];
    }
    return [200, 'application/x-amz-json-1.1', JSON.stringify({ SecretString })];
  }
  if (url.startsWith('/2020-05-31/distribution/')) return [200, 'text/xml', distributionXml(distribution)];
  const outputs = stacks[new URLSearchParams(body).get('StackName') ?? ''];
  if (outputs === undefined) {
    const error = element('Error', { Type: 'Sender', Code: 'ValidationError', Message: 'Stack does not exist' });
    return [400, 'text/xml', `<ErrorResponse>${error}</ErrorResponse>`];
  }
  const members = Object.entries(outputs)
    .map(([OutputKey, OutputValue]) => element('member', { OutputKey, OutputValue }))
    .join('');
  const stack = `<Stacks><member><Outputs>${members}</Outputs></member></Stacks>`;
  const result = `<DescribeStacksResult>${stack}</DescribeStacksResult>`;
  return [200, 'text/xml', `<DescribeStacksResponse>${result}</DescribeStacksResponse>`];
}

function distributionXml({ status, enabled, guards, origins }: DistributionFacts): string {
  const { '*': byDefault, ...byPath } = guards;
  const behaviors = Object.entries(byPath).map(
    ([path, arn]) => `<CacheBehavior><PathPattern>${path}</PathPattern>${associations(arn)}</CacheBehavior>`,
  );
  const originItems = origins.map(
    ({ domainName, protocolPolicy, headers }) =>
      `<Origin><DomainName>${domainName}</DomainName><OriginPath>/dev</OriginPath><CustomHeaders><Items>${Object.entries(
        headers,
      )
        .map(([HeaderName, HeaderValue]) => element('OriginCustomHeader', { HeaderName, HeaderValue }))
        .join(
          '',
        )}</Items></CustomHeaders><CustomOriginConfig>${`<OriginProtocolPolicy>${protocolPolicy}</OriginProtocolPolicy>`}</CustomOriginConfig></Origin>`,
  );
  return `<Distribution><Status>${status}</Status><DistributionConfig><Enabled>${enabled}</Enabled><DefaultCacheBehavior>${associations(byDefault)}</DefaultCacheBehavior><CacheBehaviors><Items>${behaviors.join('')}</Items></CacheBehaviors><Origins><Items>${originItems.join('')}</Items></Origins></DistributionConfig></Distribution>`;
}

function associations(LambdaFunctionARN: string | undefined): string {
  if (LambdaFunctionARN === undefined) return '';
  const item = element('LambdaFunctionAssociation', { EventType: 'viewer-request', LambdaFunctionARN });
  return `<LambdaFunctionAssociations><Items>${item}</Items></LambdaFunctionAssociations>`;
}

function element(name: string, fields: Readonly<Record<string, string>>): string {
  const content = Object.entries(fields).map(
    ([field, value]) => `<${field}>${value.replaceAll('&', '&amp;')}</${field}>`,
  );
  return `<${name}>${content.join('')}</${name}>`;
}
