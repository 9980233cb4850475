import { CloudFormationClient, DescribeStacksCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, describe, expect, it } from 'vitest';
import { startCloudFormation } from '../../../local/cloudformation/cloudformation.ts';
import type { PolicyStatement } from '../../../local/iam/policy.ts';
import { deployed } from '../support/assembly.ts';

const CREATED_AT = Date.UTC(2026, 0, 1, 12);

const deployment = deployed({
  Front: {
    Resources: {},
    Outputs: {
      Url: { Description: 'What <clients> & pages call', Value: { 'Fn::Join': ['', ['https://', 'it.example']] } },
      Where: { Value: { Ref: 'AWS::Region' } },
    },
  },
  Back: { region: 'eu-west-1', Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} } } },
});

const backArn = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Back/*';
const grants: Record<string, PolicyStatement[]> = {
  ANYTHING: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
  BACK: [{ Effect: 'Allow', Action: ['cloudformation:DescribeStacks'], Resource: [backArn] }],
};

const calls: string[] = [];
const server = await startCloudFormation(
  deployment.stacks(),
  CREATED_AT,
  (accessKeyId) => {
    const statements = grants[accessKeyId];
    const role = { name: 'a-role', arn: 'arn:aws:iam::123456789012:role/a-role', account: '123456789012' };
    return statements && { role: { ...role, statements }, session: 'it' };
  },
  async ({ service, action, phase }) => void calls.push(`${phase} ${service}:${action}`),
);
const clients: CloudFormationClient[] = [];
afterAll(async () => {
  for (const client of clients) client.destroy();
  await server.close();
});

function client(accessKeyId = 'ANYTHING', region = 'us-east-1'): CloudFormationClient {
  const credentials = { accessKeyId, secretAccessKey: 'any' };
  const created = new CloudFormationClient({ endpoint: server.url, region, credentials, maxAttempts: 1 });
  clients.push(created);
  return created;
}

const describeStack = (StackName: string | undefined, of = client()) =>
  of.send(new DescribeStacksCommand({ StackName }));

describe('DescribeStacks, by the real SDK', () => {
  it('tells a stack and its outputs, and is told of', async () => {
    const { Stacks } = await describeStack('Front');
    expect(Stacks).toMatchObject([
      {
        StackName: 'Front',
        StackStatus: 'CREATE_COMPLETE',
        CreationTime: new Date(CREATED_AT),
        Outputs: [
          { OutputKey: 'Url', OutputValue: 'https://it.example', Description: 'What <clients> & pages call' },
          { OutputKey: 'Where', OutputValue: 'us-east-1' },
        ],
      },
    ]);
    expect(calls).toEqual(['before cloudformation:DescribeStacks', 'after cloudformation:DescribeStacks']);
    expect((await describeStack(Stacks?.[0]?.StackId)).Stacks).toEqual(Stacks);
  });

  it('tells all stacks of the region, and no other’s', async () => {
    const namesIn = async (region: string) =>
      (await describeStack(undefined, client('ANYTHING', region))).Stacks?.map(({ StackName }) => StackName);
    expect(await namesIn('us-east-1')).toEqual(['Front']);
    expect(await namesIn('eu-west-1')).toEqual(['Back']);
  });

  it.each([
    ['that isn’t there', 'Nowhere', 'us-east-1'],
    ['of another region', 'Back', 'us-east-1'],
  ])('is refused for a stack %s', async (_what, name, region) => {
    await expect(describeStack(name, client('ANYTHING', region))).rejects.toMatchObject({
      name: 'ValidationError',
      message: `Stack with id ${name} does not exist`,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('asks IAM first', async () => {
    expect((await describeStack('Back', client('BACK', 'eu-west-1'))).Stacks).toHaveLength(1);
    for (const name of ['Front', 'Nowhere', undefined]) {
      await expect(describeStack(name, client('BACK', 'eu-west-1'))).rejects.toMatchObject({
        name: 'AccessDenied',
        message: expect.stringContaining('is not authorized to perform: cloudformation:DescribeStacks on resource: '),
      });
    }
  });
});

describe('another call', () => {
  it('with an unknown key is refused', async () => {
    await expect(describeStack('Front', client('NOBODY'))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  it('of another action is refused', async () => {
    await expect(client().send(new ListStacksCommand({}))).rejects.toMatchObject({ name: 'InvalidAction' });
  });
});
