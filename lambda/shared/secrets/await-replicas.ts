import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { causeOf } from '../telemetry/log.ts';
import { FROM_AFAR } from './read-times.ts';
import { type ReadSecret, secretReader, secretsManager, type VersionStage } from './secrets-manager.ts';

/** A replica of a secret, as the secret's own region knows it. */
export interface Replica {
  readonly region: string;
  readonly status: 'InSync' | 'InProgress' | 'Failed';
  /** Why it has failed, in AWS's words. */
  readonly message: string | undefined;
}

/** A secret and its replicas. */
export interface ReplicatedSecret {
  replicas(): Promise<readonly Replica[]>;
  /** Reads the secret itself. */
  readonly read: ReadSecret;
  /** Reads the replica in this region. */
  replicaReader(region: string): ReadSecret;
}

export interface WaitTools {
  /** In ms since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** A replica doesn't have what the secret has. The message names the region, and says what to do. */
export class ReplicaBehind extends Error {
  override readonly name = 'ReplicaBehind';
}

/** For how long a change is waited for. Replication usually takes a second or two; AWS promises no time. */
export const REPLICATION_DEADLINE_MS = 30_000;

const PAUSE_MS = 500;

const STAGES: readonly VersionStage[] = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'];

/**
 * Waits until every replica has what the secret has now. AWS says of the status `InSync` only that the replica was
 * created, so the replicas are read as well: by label, as the guard reads them. All labels of what is read are compared,
 * the one that says since when a password is in use too: two changes of labels that overlap can hold up the replication
 * for good, so the next one must not begin before they are there.
 *
 * @throws ReplicaBehind when one has failed, or isn't there in time.
 */
export async function awaitReplicas(secret: ReplicatedSecret, { now, sleep }: WaitTools): Promise<void> {
  const endsAt = now() + REPLICATION_DEADLINE_MS;
  for (;;) {
    const behind = await oneBehind(secret);
    if (behind === undefined) return;
    if (behind.hasFailed || now() + PAUSE_MS > endsAt) throw new ReplicaBehind(behind.message);
    await sleep(PAUSE_MS);
  }
}

/** The replica that has failed, if one has: it gets no change any more. */
export async function failedReplica(secret: Pick<ReplicatedSecret, 'replicas'>): Promise<Replica | undefined> {
  return (await secret.replicas()).find(({ status }) => status === 'Failed');
}

export function replicatedSecret(
  client: SecretsManagerClient,
  secretId: string,
  signal?: AbortSignal,
): ReplicatedSecret {
  const readers = new Map<string, ReadSecret>();
  return {
    async replicas() {
      const { ReplicationStatus = [] } = await client.send(
        new DescribeSecretCommand({ SecretId: secretId }),
        signal && { abortSignal: signal },
      );
      return ReplicationStatus.map(({ Region = '', Status = 'InProgress', StatusMessage }) => ({
        region: Region,
        status: Status,
        message: StatusMessage,
      }));
    },
    read: secretReader(client, secretId, FROM_AFAR),
    replicaReader(region) {
      const there = () => secretReader(secretsManager(region, FROM_AFAR), inRegion(secretId, region), FROM_AFAR);
      const reader = readers.get(region) ?? there();
      readers.set(region, reader);
      return reader;
    },
  };
}

async function oneBehind(
  secret: ReplicatedSecret,
): Promise<{ readonly message: string; readonly hasFailed: boolean } | undefined> {
  const replicas = await secret.replicas();
  const failed = replicas.find(({ status }) => status === 'Failed');
  if (failed !== undefined) {
    const why = failed.message === undefined ? '' : ` (${failed.message})`;
    return { message: whatToDo(`the replica in ${failed.region} has failed${why}`), hasFailed: true };
  }
  const waiting = replicas.find(({ status }) => status !== 'InSync');
  if (waiting !== undefined) {
    return { message: whatToDo(`the replica in ${waiting.region} is still ${waiting.status}`), hasFailed: false };
  }
  if (replicas.length === 0) return undefined;
  const held = await versionsOf(secret.read);
  for (const { region } of replicas) {
    try {
      if ((await versionsOf(secret.replicaReader(region))) === held) continue;
      return { message: whatToDo(`the replica in ${region} doesn’t have it yet`), hasFailed: false };
    } catch (error) {
      return { message: whatToDo(`the replica in ${region} can’t be read: ${causeOf(error)}`), hasFailed: false };
    }
  }
  return undefined;
}

/** Values and labels. Not ids: nothing says that a replica's are the same. */
async function versionsOf(read: ReadSecret): Promise<string> {
  const versions = await Promise.all(STAGES.map(read));
  return JSON.stringify(versions.map((version) => version && [version.value, version.labels?.toSorted()]));
}

function whatToDo(what: string): string {
  return `${what}, and the guards near it go by what it has. docs/operations.md#replicas-of-secrets says what to do`;
}

/** A replica has its secret's name, and its ARN but for the region. */
function inRegion(secretId: string, region: string): string {
  return secretId.startsWith('arn:') ? secretId.split(':').with(3, region).join(':') : secretId;
}
