import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudFrontClient, GetDistributionCommand } from '@aws-sdk/client-cloudfront';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, expect, it } from 'vitest';
import { startOtherServices } from '../../local/other-services.ts';

const server = await startOtherServices();
afterAll(() => server.close());

const options = { endpoint: server.url, region: 'us-east-1', credentials: { accessKeyId: 'A', secretAccessKey: 'S' } };

it.each([
  [
    'JSON',
    'secretsmanager',
    () => new SecretsManagerClient(options).send(new GetSecretValueCommand({ SecretId: 'a' })),
  ],
  ['a form and XML', 'cloudformation', () => new CloudFormationClient(options).send(new DescribeStacksCommand())],
  ['XML', 'cloudfront', () => new CloudFrontClient(options).send(new GetDistributionCommand({ Id: 'A' }))],
])('tells an SDK that speaks %s which service isn’t here', async (_protocol, service, call) => {
  await expect(call()).rejects.toMatchObject({
    name: 'NotImplemented',
    message: `the local runner has no ${service}`,
    $metadata: { httpStatusCode: 501, attempts: 1 },
  });
});
