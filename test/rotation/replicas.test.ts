import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { createGuard } from '../../edge-auth/guard.ts';
import { passwordRotationSteps } from '../../lambda/rotate-password/steps.ts';
import { replicated } from '../../lambda/shared/rotation/replicated.ts';
import { rotationHandler, SETTLE_SECONDS } from '../../lambda/shared/rotation/rotation.ts';
import { awaitReplicas } from '../../lambda/shared/secrets/await-replicas.ts';
import { callerValue, readCallerValue, shutOutValue } from '../../lambda/shared/secrets/caller-value.ts';
import { nearestReader } from '../../lambda/shared/secrets/nearest-reader.ts';
import type { Secret } from '../../local/secrets-manager/secret.ts';
import { versionAt } from '../../local/secrets-manager/secret-store.ts';
import { basic, config, isAnswer, viewerRequestEvent } from '../edge-auth/support.ts';
import { captureLog } from '../support/captured-log.ts';
import { seededRandom } from '../support/random.ts';
import { SecretsWorld, type Wire } from '../support/rotation-world.ts';
import { VirtualTime } from '../support/virtual-time.ts';

const MINUTE = 60_000;
const GRACE_MS = 30 * MINUTE;
const TTL_MS = 5 * MINUTE;
/** Longer than a guard takes to look again for a password that it doesn't know. */
const LAG_MS = 25_000;
const REPLICAS = ['eu-west-1', 'ap-south-1'];
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** Guards near each region, and a caller's secret with replicas that lag. In virtual time. */
function world() {
  const time = new VirtualTime();
  const random = seededRandom(1);
  const between = (from: number, to: number) => from + random() * (to - from);
  const secrets = new SecretsWorld(time.now, LAG_MS);
  let made = 0;
  const newPassword = () => {
    made += 1;
    return `password-${made}`;
  };
  const secret = secrets.create('caller/client', callerValue({ username: 'client', password: newPassword() }));
  for (const region of REPLICAS) secrets.store.replicate(secret, region);

  const slow: Wire = {
    async call(_action, effect) {
      await time.sleep(between(1, 200));
      const result = effect();
      await time.sleep(between(1, 200));
      return result;
    },
  };
  /** Now and then a region doesn't answer, so guards go back and forth between regions of different state. */
  const unsure: Wire = {
    async call(action, effect) {
      if (random() < 0.15) throw new Error('the region is out of reach');
      return slow.call(action, effect);
    },
  };
  const guardNear = (near: string) => {
    const regions = [near, 'us-east-1', ...REPLICAS.filter((region) => region !== near)].map((region) => ({
      region,
      read: secrets.reader(secret, region === 'us-east-1' ? slow : unsure, region),
    }));
    const { now, after } = time;
    const options = { primary: 'us-east-1', deadlineMs: 4_000, failures: new Map(), now, after };
    return createGuard(
      {
        ...config,
        callers: { client: { audience: 'client', secretId: 'client' } },
        graceSeconds: GRACE_MS / 1000,
        credentialsTtlSeconds: TTL_MS / 1000,
        credentialsStaleSeconds: 0,
        passwordsRotate: true,
      },
      { readerOf: () => nearestReader(regions, options), now, log: () => {} },
    );
  };
  const guards = [...REPLICAS, ...REPLICAS].map(guardNear);

  const passes = async (guard: (typeof guards)[number], password: string) =>
    !isAnswer(await guard(viewerRequestEvent({ headers: { authorization: basic('client', password) } })));
  const password = (stage?: string) => readCallerValue(secrets.value(secret, stage))?.password ?? '';
  const settled = () => awaitReplicas(secrets.replicated(secret, slow), time);

  /** The steps of one rotation, the first time or again. */
  async function attempt(token: string, waits = true, wire: Wire = slow): Promise<void> {
    const steps = passwordRotationSteps({
      newPassword,
      settle: () => time.sleep(SETTLE_SECONDS * 1000),
      now: time.now,
    });
    const rotating = secrets.rotating(secret, wire);
    const handler = rotationHandler(
      steps,
      () => (waits ? replicated(rotating, settled) : rotating),
      () => {},
      { mayBeAbandoned: true },
    );
    for (const Step of STEPS) await handler({ Step, SecretId: secret.arn, ClientRequestToken: token });
  }

  async function rotate(waits: boolean, wire?: Wire): Promise<void> {
    await time.sleep(1_000);
    await attempt(secrets.begin(secret, `token-${made}-`.padEnd(36, '0')), waits, wire);
  }
  const inReplica = (region: string, stage = 'AWSCURRENT') => {
    const replica = secrets.store.find(region, secret.name);
    return readCallerValue(replica && versionAt(replica, stage)?.value)?.password ?? '';
  };
  return { time, between, secrets, secret, guards, passes, password, inReplica, settled, slow, rotate, attempt };
}

/** Some rotations, while everybody uses the current password, or one that was current a while ago. */
async function refusedDuring(rotationsToDo: number, waits: boolean): Promise<{ wrong: string[]; passed: number }> {
  captureLog();
  const { time, between, guards, passes, password, rotate } = world();
  const wrong: string[] = [];
  let passed = 0;
  let ended = false;

  async function user(guard: (typeof guards)[number], keepsMs: number): Promise<void> {
    while (!ended) {
      const held = password();
      const until = time.now() + keepsMs;
      do {
        if (await passes(guard, held)) passed += 1;
        else wrong.push(`${new Date(time.now()).toISOString()} ${held}`);
        await time.sleep(between(200, 5_000));
      } while (!ended && time.now() < until);
    }
  }
  const load = guards.flatMap((guard) => [user(guard, 0), user(guard, 10 * MINUTE)]);
  const rotations = async () => {
    for (let done = 0; done < rotationsToDo; done += 1) {
      await rotate(waits);
      await time.sleep(GRACE_MS);
    }
    ended = true;
    await Promise.all(load);
  };
  await time.until(rotations());
  return { wrong, passed };
}

it('refuses nobody while a password rotates, at guards whose replicas lag', async () => {
  const { wrong, passed } = await refusedDuring(3, true);
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(passed).toBeGreaterThan(5_000);
});

it('would refuse some without waiting for the replicas', async () => {
  expect((await refusedDuring(1, false)).wrong).not.toEqual([]);
});

it('stops before the new password comes into use while a replica can’t get it, and goes on later', async () => {
  captureLog();
  const { time, secrets, secret, password, rotate } = world();
  const first = password();
  secrets.store.replication.stop('ap-south-1', 'the KMS key is disabled');
  await expect(time.until(rotate(true))).rejects.toThrow('the replica in ap-south-1 has failed');
  expect([password(), password('AWSPENDING')]).toEqual([first, 'password-2']);
  secrets.store.replication.resume('ap-south-1');
  await time.until(time.sleep(LAG_MS).then(() => rotate(true)));
  expect([password(), password('AWSPREVIOUS')]).toEqual(['password-2', first]);
  expect(secrets.store.find('ap-south-1', secret.name)?.versions).toEqual(secret.versions);
});

it('makes no change while the one before is on its way, and leaves none behind', async () => {
  captureLog();
  const { time, secrets, secret, slow, rotate } = world();
  const labelled = (of: Secret | undefined) => of?.versions.map(({ id, stages }) => [id, [...stages].sort()]);
  const overlaps: string[] = [];
  const watching: Wire = {
    async call(action, effect) {
      const isChange = /^Update/.test(action);
      for (const region of REPLICAS) {
        const replica = secrets.store.find(region, secret.name);
        if (isChange && !isDeepStrictEqual(labelled(replica), labelled(secret))) overlaps.push(`${action} ${region}`);
      }
      return slow.call(action, effect);
    },
  };
  // The second one takes the first one's label off as well.
  for (const _ of [1, 2]) {
    await time.until(rotate(true, watching));
    await time.until(time.sleep(GRACE_MS));
  }
  expect(overlaps).toEqual([]);
});

it('isn’t done, however often it is tried, while a replica doesn’t get the new password’s label', async () => {
  captureLog();
  const { time, secrets, secret, password, inReplica, slow, rotate, attempt } = world();
  const first = password();
  // Its status stays InSync.
  const losing: Wire = {
    async call(action, effect) {
      if (action === 'UpdateSecretVersionStage AWSCURRENT') secrets.store.replication.stop('ap-south-1');
      return slow.call(action, effect);
    },
  };
  await expect(time.until(rotate(true, losing))).rejects.toThrow('the replica in ap-south-1 doesn’t have it yet');
  expect([password(), inReplica('ap-south-1')]).toEqual(['password-2', first]);
  const pending = () => versionAt(secret, 'AWSPENDING')?.id;
  expect(pending()).toBe(versionAt(secret, 'AWSCURRENT')?.id);
  const again = () => attempt(pending() ?? '');
  await expect(time.until(again())).rejects.toThrow('the replica in ap-south-1 doesn’t have it yet');
  expect(pending()).toBeDefined();
  secrets.store.replication.resume('ap-south-1');
  await time.until(time.sleep(LAG_MS).then(again));
  expect([inReplica('ap-south-1'), pending()]).toEqual(['password-2', undefined]);
});

it('shuts a caller out within the TTL, counted from when the replicas have it', async () => {
  captureLog();
  const { time, secrets, secret, guards, passes, password, settled } = world();
  const known = password();
  await time.until(
    (async () => {
      for (const guard of guards) expect(await passes(guard, known)).toBe(true);
      secrets.store.put(secret, shutOutValue('client'));
      await settled();
      await time.sleep(TTL_MS);
      for (const guard of guards) expect(await passes(guard, known)).toBe(false);
    })(),
  );
});
