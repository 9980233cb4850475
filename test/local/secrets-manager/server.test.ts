import {
  DescribeSecretCommand,
  type Filter,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { PolicyStatement } from '../../../local/iam/policy.ts';
import { SecretStore } from '../../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../../local/secrets-manager/server.ts';

const CREATED_AT = Date.UTC(2026, 0, 1, 12);
const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/keys-AbCdEf';

const grants: Record<string, PolicyStatement[]> = {
  READER: [{ Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: [ARN] }],
  ANYTHING: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
  DENIED: [
    { Effect: 'Allow', Action: ['*'], Resource: ['*'] },
    { Effect: 'Deny', Action: ['secretsmanager:*'], Resource: [ARN] },
  ],
  NOBODY: [],
};

const store = new SecretStore(() => CREATED_AT);
const secret = store.create(ARN, 'app/keys', 'first');
const TAGS = [
  { Key: 'stage', Value: 'dev' },
  { Key: 'provider-secret', Value: 'Agora' },
];
const empty = store.create(ARN.replace('app/keys', 'app/empty'), 'app/empty', undefined, TAGS);
store.create(ARN.replace('eu-west-1', 'us-east-1'), 'elsewhere', 'a value');
const server = await startSecretsManager(store, (accessKeyId) => {
  const statements = grants[accessKeyId];
  const role = { name: 'a-role', arn: 'arn:aws:iam::123456789012:role/a-role', account: '123456789012' };
  return statements && { role: { ...role, statements }, session: 'a-function' };
});

const clients: SecretsManagerClient[] = [];
function client(accessKeyId: string, region = 'eu-west-1'): SecretsManagerClient {
  const created = new SecretsManagerClient({
    endpoint: server.url,
    region,
    credentials: { accessKeyId, secretAccessKey: 'any' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true },
  });
  clients.push(created);
  return created;
}

function read(input: Partial<GetSecretValueCommandInput> = {}, accessKeyId = 'READER', region = 'eu-west-1') {
  return client(accessKeyId, region).send(new GetSecretValueCommand({ SecretId: ARN, ...input }));
}

afterEach(() => {
  server.restore();
  store.reset(secret, 'first');
});

afterAll(async () => {
  for (const each of clients) each.destroy();
  await server.close();
});

describe('GetSecretValue, by the real SDK', () => {
  it('answers the current version', async () => {
    const answer = await read();
    expect(answer).toMatchObject({
      ARN,
      Name: 'app/keys',
      SecretString: 'first',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date(CREATED_AT),
    });
    expect((await read({ VersionId: answer.VersionId })).SecretString).toBe('first');
  });

  it.each(['app/keys', ARN, ARN.slice(0, -7)])('knows the secret as %s', async (SecretId) => {
    expect((await read({ SecretId })).SecretString).toBe('first');
  });

  it('answers the version of a stage', async () => {
    store.put(secret, 'second');
    store.put(secret, 'third');
    expect((await read({ VersionStage: 'AWSCURRENT' })).SecretString).toBe('third');
    expect((await read({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('second');
    await expect(read({ VersionStage: 'AWSPENDING' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    });
  });

  it('has none for a secret without a value, an unknown version or an unknown secret', async () => {
    const notFound = { name: 'ResourceNotFoundException' };
    await expect(read({ SecretId: empty.arn }, 'ANYTHING')).rejects.toMatchObject(notFound);
    await expect(read({ SecretId: 'other' }, 'ANYTHING')).rejects.toMatchObject(notFound);
    await expect(read({ VersionId: '0'.repeat(32) })).rejects.toMatchObject(notFound);
  });

  it('looks in the region that is asked, and no other', async () => {
    await expect(read({}, 'ANYTHING', 'us-east-1')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('who may read', () => {
  it.each(['NOBODY', 'DENIED'])('is decided by the role’s policies: %s may not', async (accessKeyId) => {
    await expect(read({}, accessKeyId)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        `User: arn:aws:sts::123456789012:assumed-role/a-role/a-function is not authorized to perform: secretsmanager:GetSecretValue on resource: ${ARN}`,
      ),
    });
  });

  it('is told nothing of what exists', async () => {
    await expect(read({ SecretId: 'other' }, 'NOBODY')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('has credentials of its own', async () => {
    await expect(read({}, 'STRANGER')).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    const unsigned = await fetch(server.url, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'secretsmanager.GetSecretValue' },
    });
    expect([unsigned.status, await unsigned.json()]).toMatchObject([
      400,
      { __type: 'MissingAuthenticationTokenException' },
    ]);
  });
});

describe('ListSecrets, by the real SDK', () => {
  const list = async (input: Partial<ListSecretsCommandInput> = {}, accessKeyId = 'ANYTHING') =>
    client(accessKeyId).send(new ListSecretsCommand(input));
  const named = async (...Filters: Filter[]) => (await list({ Filters })).SecretList?.map(({ Name }) => Name);

  it('tells the secrets of the region with their tags, and no value', async () => {
    expect((await list()).SecretList).toEqual([
      { ARN, Name: 'app/keys', Tags: [], CreatedDate: expect.any(Date) },
      { ARN: empty.arn, Name: 'app/empty', Tags: TAGS, CreatedDate: expect.any(Date) },
    ]);
    const { Tags } = await client('ANYTHING').send(new DescribeSecretCommand({ SecretId: 'app/empty' }));
    expect(Tags).toEqual(TAGS);
  });

  it('tells a page after the other', async () => {
    const first = await list({ MaxResults: 1 });
    const { NextToken = '' } = first;
    const second = await list({ MaxResults: 1, NextToken });
    expect([first, second].map(({ SecretList }) => SecretList?.[0]?.Name)).toEqual(['app/keys', 'app/empty']);
    expect(second.NextToken).toBeUndefined();
    await expect(list({ NextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  });

  it.each<[Filter, string[]]>([
    [{ Key: 'tag-key', Values: ['provider-'] }, ['app/empty']],
    [{ Key: 'tag-key', Values: ['Provider-secret'] }, []],
    [{ Key: 'tag-value', Values: ['none', 'Ago'] }, ['app/empty']],
    [{ Key: 'name', Values: ['app/k'] }, ['app/keys']],
    [{ Key: 'name', Values: ['!app/k'] }, ['app/empty']],
  ])('filters by a beginning: %j', async (filter, names) => {
    expect(await named(filter)).toEqual(names);
  });

  it('wants all filters to fit', async () => {
    expect(await named({ Key: 'name', Values: ['app/'] }, { Key: 'tag-value', Values: ['dev'] })).toEqual([
      'app/empty',
    ]);
    expect(await named({ Key: 'name', Values: ['app/k'] }, { Key: 'tag-value', Values: ['dev'] })).toEqual([]);
  });

  it('is refused to a role that may not', async () => {
    await expect(list({}, 'READER')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('secretsmanager:ListSecrets on resource: *'),
    });
  });
});

describe('the service', () => {
  it('says which call it doesn’t know', async () => {
    await expect(client('ANYTHING').send(new GetRandomPasswordCommand())).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  it('can be down, can hang, and comes back', async () => {
    server.fail('down');
    await expect(read()).rejects.toMatchObject({ name: 'InternalServiceError', $metadata: { httpStatusCode: 500 } });
    server.fail('hang');
    await expect(read()).rejects.toMatchObject({ name: 'TimeoutError' });
    server.restore();
    expect((await read()).SecretString).toBe('first');
  });
});
