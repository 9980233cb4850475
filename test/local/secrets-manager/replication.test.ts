import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Secret } from '../../../local/secrets-manager/secret.ts';
import { SecretStore, versionAt } from '../../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../../local/secrets-manager/server.ts';
import { ManualClock } from '../support/manual-clock.ts';

const LAG_MS = 1_000;
const NAME = 'app/keys';
const ARN = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${NAME}-AbCdEf`;
const REPLICA_ARN = ARN.replace('us-east-1', 'eu-west-1');

let clock: ManualClock;
let store: SecretStore;
let secret: Secret;
beforeEach(() => {
  clock = new ManualClock();
  store = new SecretStore(() => clock.now(), LAG_MS);
  secret = store.create(ARN, NAME, 'first');
  store.replicate(secret, 'eu-west-1');
  store.replicate(secret, 'ap-south-1');
});

const inReplica = (stage = 'AWSCURRENT', region = 'eu-west-1') => {
  const replica = store.find(region, NAME);
  return replica && versionAt(replica, stage)?.value;
};
const statuses = () => store.replication.statusOf(secret)?.map(({ Status }) => Status);

describe('a replica', () => {
  it('holds at once what the secret holds, under its ARN with the other region', () => {
    expect(inReplica()).toBe('first');
    expect(store.find('eu-west-1', NAME)?.arn).toBe(REPLICA_ARN);
    expect(statuses()).toEqual(['InSync', 'InSync']);
  });

  it('gets versions and labels later, with the same ids', () => {
    const second = store.put(secret, 'second');
    expect(inReplica()).toBe('first');
    expect(statuses()).toEqual(['InSync', 'InSync']);
    clock.advance(LAG_MS - 1);
    expect(inReplica()).toBe('first');
    clock.advance(1);
    expect(inReplica()).toBe('second');
    expect(inReplica('AWSPREVIOUS')).toBe('first');
    expect(store.find('eu-west-1', NAME)?.versions.map(({ id }) => id)).toContain(second.id);
    expect(statuses()).toEqual(['InSync', 'InSync']);
  });

  it('gets changes in their order', () => {
    const second = store.put(secret, 'second', { stages: ['AWSPENDING'] });
    clock.advance(LAG_MS / 2);
    store.label(secret, 'AWSCURRENT', second);
    clock.advance(LAG_MS / 2);
    expect([inReplica(), inReplica('AWSPENDING')]).toEqual(['first', 'second']);
    clock.advance(LAG_MS / 2);
    expect([inReplica(), inReplica('AWSPREVIOUS')]).toEqual(['second', 'first']);
  });

  it('gets nothing while its region is paused, and the last state after it', () => {
    store.replication.stop('eu-west-1');
    store.put(secret, 'second');
    store.put(secret, 'third');
    clock.advance(10 * LAG_MS);
    expect([inReplica(), inReplica('AWSCURRENT', 'ap-south-1')]).toEqual(['first', 'third']);
    store.replication.resume('eu-west-1');
    expect(inReplica()).toBe('first');
    clock.advance(LAG_MS);
    expect([inReplica(), inReplica('AWSPREVIOUS')]).toEqual(['third', 'second']);
    expect(statuses()).toEqual(['InSync', 'InSync']);
  });

  it('keeps its versions when its replication has failed', () => {
    store.replication.stop('eu-west-1', 'the KMS key is disabled');
    store.put(secret, 'second');
    clock.advance(LAG_MS);
    expect(store.replication.statusOf(secret)?.[0]).toEqual({
      Region: 'eu-west-1',
      Status: 'Failed',
      StatusMessage: 'the KMS key is disabled',
    });
    expect(inReplica()).toBe('first');
  });

  it('is not there where another secret has its name', () => {
    store.create(ARN.replace('us-east-1', 'sa-east-1'), NAME, 'another');
    store.replicate(secret, 'sa-east-1');
    expect(store.replication.statusOf(secret)?.[2]).toMatchObject({ Region: 'sa-east-1', Status: 'Failed' });
    expect(inReplica('AWSCURRENT', 'sa-east-1')).toBe('another');
  });
});

describe('by the real SDK', async () => {
  const role = {
    name: 'a-role',
    arn: 'arn:aws:iam::123456789012:role/a-role',
    account: '123456789012',
    statements: [{ Effect: 'Allow' as const, Action: ['secretsmanager:*'], Resource: [ARN, REPLICA_ARN] }],
  };
  const lister = { ...role, statements: [{ Effect: 'Allow' as const, Action: ['*'], Resource: ['*'] }] };
  // The store is another one for each test.
  const asked = new Proxy({} as SecretStore, {
    get(_, name) {
      const value = Reflect.get(store, name, store);
      return typeof value === 'function' ? value.bind(store) : value;
    },
  });
  const server = await startSecretsManager(
    asked,
    (key) => ({ role: key === 'LISTER' ? lister : role, session: 'a-function' }),
    { rotations: { start: () => expect.unreachable() } },
  );
  const clients: SecretsManagerClient[] = [];
  const client = (region: string, accessKeyId = 'READER') => {
    const created = new SecretsManagerClient({
      endpoint: server.url,
      region,
      credentials: { accessKeyId, secretAccessKey: 'any' },
      maxAttempts: 1,
    });
    clients.push(created);
    return created;
  };
  afterAll(async () => {
    for (const each of clients) each.destroy();
    await server.close();
  });

  it('is read in its region, by its ARN or its name', async () => {
    for (const SecretId of [REPLICA_ARN, REPLICA_ARN.slice(0, -7), NAME]) {
      const answer = await client('eu-west-1').send(new GetSecretValueCommand({ SecretId }));
      expect(answer).toMatchObject({ ARN: REPLICA_ARN, Name: NAME, SecretString: 'first' });
    }
  });

  it('is not there in a region without it, and needs rights of its own', async () => {
    const read = (region: string, key?: string) =>
      client(region, key).send(new GetSecretValueCommand({ SecretId: NAME }));
    await expect(read('ap-south-1')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(read('sa-east-1', 'LISTER')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is described with its primary region, whose secret lists the replicas', async () => {
    const described = await client('eu-west-1').send(new DescribeSecretCommand({ SecretId: NAME }));
    expect(described).toMatchObject({ ARN: REPLICA_ARN, PrimaryRegion: 'us-east-1' });
    expect(described.ReplicationStatus).toBeUndefined();
    expect(await client('us-east-1').send(new DescribeSecretCommand({ SecretId: ARN }))).toMatchObject({
      PrimaryRegion: 'us-east-1',
      ReplicationStatus: [
        { Region: 'eu-west-1', Status: 'InSync' },
        { Region: 'ap-south-1', Status: 'InSync' },
      ],
    });
  });

  it('is listed in its region', async () => {
    const { SecretList } = await client('eu-west-1', 'LISTER').send(new ListSecretsCommand());
    expect(SecretList).toMatchObject([{ ARN: REPLICA_ARN, PrimaryRegion: 'us-east-1' }]);
  });

  it('can’t be changed', async () => {
    const SecretId = REPLICA_ARN;
    const ClientRequestToken = '0'.repeat(32);
    const refused = {
      name: 'InvalidParameterException',
      message: "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    };
    const there = client('eu-west-1');
    const put = new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString: 'x' });
    await expect(there.send(put)).rejects.toMatchObject(refused);
    const move = new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'AWSPENDING' });
    await expect(there.send(move)).rejects.toMatchObject(refused);
    await expect(there.send(new RotateSecretCommand({ SecretId, ClientRequestToken }))).rejects.toMatchObject(refused);
  });

  it('is out of reach when its region is, and no other', async () => {
    server.fail('down', 'eu-west-1');
    const read = (region: string) => client(region).send(new GetSecretValueCommand({ SecretId: NAME }));
    await expect(read('eu-west-1')).rejects.toMatchObject({ name: 'InternalServiceError' });
    await expect(read('us-east-1')).resolves.toMatchObject({ SecretString: 'first' });
    server.restore('eu-west-1');
    await expect(read('eu-west-1')).resolves.toMatchObject({ SecretString: 'first' });
  });
});
