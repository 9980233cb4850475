import { beforeEach, expect, it } from 'vitest';
import {
  awaitReplicas,
  REPLICATION_DEADLINE_MS,
  type Replica,
  replicatedSecret,
} from '../../../../lambda/shared/secrets/await-replicas.ts';
import { type SecretVersion, secretsManager } from '../../../../lambda/shared/secrets/secrets-manager.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { deployedSecret } from './deployed-secret.ts';

let clock: ManualClock;
let replicas: Replica[];
let held: Record<string, string | Error>;
let labels: Record<string, string[]>;
let looked: number;
beforeEach(() => {
  clock = new ManualClock();
  replicas = [{ region: 'eu-west-1', status: 'InSync', message: undefined }];
  held = { 'us-east-1': 'new', 'eu-west-1': 'new' };
  labels = { 'us-east-1': ['AWSCURRENT', 'in-use-since-2'], 'eu-west-1': ['in-use-since-2', 'AWSCURRENT'] };
  looked = 0;
});

function readerIn(region: string) {
  return async (stage: string): Promise<SecretVersion | undefined> => {
    const value = held[region];
    if (value instanceof Error) throw value;
    return stage !== 'AWSCURRENT' || value === undefined ? undefined : { value, createdAt: 0, labels: labels[region] };
  };
}

/** @param meanwhile what happens while it waits. */
const settled = (meanwhile: () => void = () => {}) =>
  awaitReplicas(
    {
      async replicas() {
        looked += 1;
        return replicas;
      },
      read: readerIn('us-east-1'),
      replicaReader: readerIn,
    },
    {
      now: clock.now,
      async sleep(ms) {
        clock.advance(ms);
        meanwhile();
      },
    },
  );

it('does not wait for a secret without replicas, or with what it has everywhere', async () => {
  await settled();
  replicas = [];
  held = {};
  await settled();
  expect(looked).toBe(2);
});

it('waits for the status', async () => {
  replicas = [{ region: 'eu-west-1', status: 'InProgress', message: undefined }];
  await settled(() => {
    if (looked === 3) replicas = [{ region: 'eu-west-1', status: 'InSync', message: undefined }];
  });
  expect(looked).toBe(4);
});

it('does not take the status’s word for it', async () => {
  held['eu-west-1'] = 'old';
  await settled(() => {
    if (looked === 3) held['eu-west-1'] = 'new';
  });
  expect(looked).toBe(4);
});

it('waits for the labels, too', async () => {
  labels['eu-west-1'] = ['AWSCURRENT', 'in-use-since-1'];
  await settled(() => {
    if (looked === 3) labels['eu-west-1'] = ['AWSCURRENT'];
    if (looked === 5) labels['eu-west-1'] = ['AWSCURRENT', 'in-use-since-2'];
  });
  expect(looked).toBe(6);
});

it.each([
  ['is behind', 'old', 'the replica in eu-west-1 doesn’t have it yet'],
  ['is out of reach', new TypeError('down'), 'the replica in eu-west-1 can’t be read: TypeError'],
])('ends when one %s for too long, and says where', async (_, value, message) => {
  const startedAt = clock.now();
  held['eu-west-1'] = value;
  await expect(settled()).rejects.toThrow(message);
  expect(clock.now() - startedAt).toBe(REPLICATION_DEADLINE_MS);
});

it('ends at once when one has failed, and says where and why', async () => {
  replicas = [
    { region: 'ap-south-1', status: 'InProgress', message: undefined },
    { region: 'eu-west-1', status: 'Failed', message: 'the KMS key is disabled' },
  ];
  await expect(settled()).rejects.toThrow(
    'the replica in eu-west-1 has failed (the KMS key is disabled), and the guards near it go by what it has. docs/operations.md#replicas-of-secrets says what to do',
  );
  expect(looked).toBe(1);
});

it.each(['by its name', 'by its ARN'])('reads a real secret, known %s, and its replica', async (how) => {
  const { store, secret, clock: storeClock } = await deployedSecret('first');
  store.replicate(secret, 'us-west-2');
  const id = how === 'by its name' ? secret.name : secret.arn;
  const replicated = replicatedSecret(secretsManager('eu-west-1'), id);
  const tools = {
    now: storeClock.now,
    async sleep(ms: number) {
      storeClock.advance(ms);
      store.replication.resume('us-west-2');
    },
  };
  store.replication.stop('us-west-2');
  store.put(secret, 'second');
  expect(await replicated.replicas()).toEqual([
    { region: 'us-west-2', status: 'InSync', message: 'Replication succeeded' },
  ]);
  expect((await replicated.replicaReader('us-west-2')('AWSCURRENT'))?.value).toBe('first');
  await awaitReplicas(replicated, tools);
  expect((await replicated.replicaReader('us-west-2')('AWSCURRENT'))?.value).toBe('second');
});
