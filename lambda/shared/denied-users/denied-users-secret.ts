import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type DeniedUsers, DenyListError, deniedUsersText, readDeniedUsers } from './denied-users.ts';

/** The label of the version that is about to become the current one, or that did so last. */
const NEXT = 'NEXT';

/** How often a change is made anew because somebody else was faster, the first time included. */
const ATTEMPTS = 6;

/** The pause before a new attempt is shorter than this, at random: those who met once don't meet again. */
const PAUSE_MS = 300;

export interface ChangeTools {
  /** In ms since 1970. */
  readonly now: () => number;
  /** Like Math.random: from 0 to below 1. */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Ends all of it; undefined: nothing does. */
  readonly signal?: AbortSignal;
}

interface ReadList {
  readonly versionId: string;
  readonly text: string;
  readonly denied: DeniedUsers;
}

/** @throws DenyListError when the secret holds no deny list; errors of the SDK. */
export async function readList(
  client: SecretsManagerClient,
  secretId: string,
  signal?: AbortSignal,
): Promise<ReadList> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId }), until(signal));
  const { VersionId: versionId = '', SecretString: text = '' } = answer;
  const denied = readDeniedUsers(text);
  if (denied !== undefined) return { versionId, text, denied };
  throw new DenyListError(`the secret ${secretId} holds no deny list: put {} there for an empty one`);
}

/**
 * Changes the list, so that no change of somebody else's is lost: the new version becomes the current one only if the
 * version that was read still is. `PutSecretValue` alone would put it in place of any version.
 *
 * @returns the list as it is now.
 * @throws DenyListError when it can’t be changed; errors of the SDK.
 */
export async function changeDeniedUsers(
  client: SecretsManagerClient,
  secretId: string,
  change: (denied: DeniedUsers) => DeniedUsers,
  { now, random, sleep, signal }: ChangeTools,
): Promise<DeniedUsers> {
  for (let made = 1; ; made += 1) {
    const read = await readList(client, secretId, signal);
    const changed = change(read.denied);
    const text = deniedUsersText(changed, now());
    if (text === read.text) return changed;
    const versionId = await putNext(client, secretId, text, signal);
    if (await becomesCurrent(client, secretId, versionId, read.versionId, signal)) return changed;
    if (made === ATTEMPTS) {
      throw new DenyListError('the deny list is being changed by others at the same time: try again');
    }
    await sleep(random() * PAUSE_MS);
  }
}

function until(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

async function putNext(
  client: SecretsManagerClient,
  secretId: string,
  text: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const id = randomUUID();
  try {
    await client.send(
      new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: id,
        SecretString: text,
        VersionStages: [NEXT],
      }),
      until(signal),
    );
    return id;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'LimitExceededException') throw error;
    throw new DenyListError(
      'the deny list was changed too often today: Secrets Manager keeps every version for 24 hours, and takes about a hundred; try again later',
      { cause: error },
    );
  }
}

/** @returns false when the version that was read isn't the current one any more. */
async function becomesCurrent(
  client: SecretsManagerClient,
  secretId: string,
  versionId: string,
  readVersionId: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: versionId,
        RemoveFromVersionId: readVersionId,
      }),
      until(signal),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidParameterException') return false;
    throw error;
  }
}
