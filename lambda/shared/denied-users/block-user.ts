import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../../../api/errors.ts';
import { FROM_AFAR } from '../secrets/read-times.ts';
import { env, requireEnv } from '../settings/environment.ts';
import { type CallersUser, DenyListError, withBlock } from './denied-users.ts';

/** For reading and writing together, also where others write at the same time. */
const DEADLINE_MS = 8_000;

/**
 * Puts a user on the stage’s deny list.
 *
 * @param seconds for how long; undefined: without end.
 * @throws ApiError `unavailable` when the list can’t be changed.
 */
export type BlockUser = (user: CallersUser, seconds: number | undefined) => Promise<void>;

/**
 * On the list that the environment names. The SDK is loaded at the first use.
 *
 * @param now in ms since 1970.
 * @throws Error when a variable isn’t set: the function must not start.
 */
export function blockUserFromEnv(now: () => number): BlockUser {
  const secretId = requireEnv(env.deniedUsersSecret);
  const region = requireEnv(env.deniedUsersRegion);
  const hasReplicas = env.deniedUsersReplicated in process.env;
  const loaded = () =>
    Promise.all([
      import('./denied-users-secret.ts'),
      import('../secrets/secrets-manager.ts'),
      import('../secrets/await-replicas.ts'),
    ]);
  return async (user, seconds) => {
    const [{ changeDeniedUsers }, { secretsManager }, { failedReplica, replicatedSecret }] = await loaded();
    const until = seconds === undefined ? undefined : Math.ceil(now() / 1000) + seconds;
    const tools = { now, random: Math.random, sleep, signal: AbortSignal.timeout(DEADLINE_MS) };
    const client = secretsManager(region, FROM_AFAR);
    try {
      await changeDeniedUsers(client, secretId, (denied) => withBlock(denied, user, until), tools);
      // One that lags is not waited for: guards use the list that they have for longer than that.
      const failed = hasReplicas && (await failedReplica(replicatedSecret(client, secretId, tools.signal)));
      if (failed) throw new DenyListError(`the list’s replica in ${failed.region} has failed, so it isn’t known there`);
    } catch (cause) {
      const why = cause instanceof DenyListError ? cause.message : 'the deny list can’t be changed just now; try again';
      throw new ApiError('unavailable', `the user couldn’t be blocked, so no session was ended: ${why}`, { cause });
    } finally {
      client.destroy();
    }
  };
}
