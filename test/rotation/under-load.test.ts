import type { CloudFrontRequest } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { CALLER_HEADER, ORIGIN_HEADER } from '../../api/headers.ts';
import { createGuard } from '../../edge-auth/guard.ts';
import { createHandler } from '../../lambda/authorizer/create-handler.ts';
import { originSecret } from '../../lambda/authorizer/origin-secret.ts';
import { originRotationSteps } from '../../lambda/rotate-origin/steps.ts';
import { passwordRotationSteps } from '../../lambda/rotate-password/steps.ts';
import { type RotationSteps, rotationHandler, SETTLE_SECONDS } from '../../lambda/shared/rotation/rotation.ts';
import { callerValue, readCallerValue, shutOutValue } from '../../lambda/shared/secrets/caller-value.ts';
import type { Secret } from '../../local/secrets-manager/secret.ts';
import { versionAt } from '../../local/secrets-manager/secret-store.ts';
import { basic, config, isAnswer, viewerRequestEvent } from '../edge-auth/support.ts';
import { captureLog } from '../support/captured-log.ts';
import { seededRandom } from '../support/random.ts';
import { DistributionWorld, KillingWire, SecretsWorld, type Wire } from '../support/rotation-world.ts';
import { VirtualTime } from '../support/virtual-time.ts';

const MINUTE = 60_000;
const GRACE_MS = 30 * MINUTE;
const TTL_MS = 5 * MINUTE;
/** API Gateway keeps what the authorizer said, and the authorizer what it read. */
const ORIGIN_TTL_MS = 10 * MINUTE;
const PROPAGATION_MS = 4 * MINUTE;
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** Everything between a viewer and a function, in virtual time: many guards, many authorizers, one cache, and the secrets. */
function world(seed: number) {
  const random = seededRandom(seed);
  const time = new VirtualTime();
  const secrets = new SecretsWorld(time.now);
  const between = (from: number, to: number) => from + random() * (to - from);
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  /** Each call takes its own time, there and back; so what is read together is not of one moment. */
  const slow = (maxMs: number): Wire => ({
    async call(_action, effect) {
      await time.sleep(between(1, maxMs));
      const result = effect();
      await time.sleep(between(1, maxMs));
      return result;
    },
  });

  let made = 0;
  const next = () => {
    made += 1;
    return made;
  };
  const newPassword = () => `password-${next()}-${Math.floor(random() * 1e9)}`;
  const callerSecrets = new Map(
    ['client', 'admin'].map((name) => [
      name,
      secrets.create(`caller/${name}`, callerValue({ username: name, password: newPassword() })),
    ]),
  );
  const origin = secrets.create('origin', newPassword());
  const distribution = new DistributionWorld(secrets.value(origin) ?? '', time.now, PROPAGATION_MS);
  const secretOf = (name: string) => callerSecrets.get(name) as Secret;

  const guards = Array.from({ length: 6 }, () =>
    createGuard(
      {
        ...config,
        callers: {
          client: { audience: 'client', secretId: 'client' },
          admin: { audience: 'admin', secretId: 'admin' },
        },
        graceSeconds: GRACE_MS / 1000,
        credentialsTtlSeconds: TTL_MS / 1000,
        credentialsStaleSeconds: 0,
        passwordsRotate: true,
      },
      { readerOf: (name) => secrets.reader(secretOf(name), slow(1_500)), now: time.now, log: () => {} },
    ),
  );
  const authorizers = Array.from({ length: 4 }, () =>
    createHandler(originSecret(secrets.reader(origin, slow(1_500)), time.now), ['client', 'admin'], (caller) => caller),
  );
  const kept = new Map<string, { readonly allowed: boolean; readonly until: number }>();

  /** API Gateway: asks an authorizer, and keeps what it says for five minutes. */
  async function gateway(sent: string, caller: string): Promise<boolean> {
    const key = JSON.stringify([sent, caller]);
    const known = kept.get(key);
    if (known !== undefined && time.now() < known.until) return known.allowed;
    const { policyDocument } = await oneOf(authorizers)({
      methodArn: 'arn:aws:execute-api:us-east-1:123456789012:api/test/GET/token',
      multiValueHeaders: { [ORIGIN_HEADER]: [sent], [CALLER_HEADER]: [caller] },
      requestContext: { requestId: 'request' },
    } as unknown as Parameters<ReturnType<typeof createHandler>>[0]);
    const allowed = policyDocument.Statement.every(({ Effect }) => Effect === 'Allow');
    kept.set(key, { allowed, until: time.now() + 5 * MINUTE });
    return allowed;
  }

  /** A request through CloudFront. */
  async function ask(username: string, password: string): Promise<boolean> {
    const event = viewerRequestEvent({ headers: { authorization: basic(username, password) } });
    const passed = await oneOf(guards)(event);
    if (isAnswer(passed)) return false;
    const caller = (passed as CloudFrontRequest).headers[CALLER_HEADER]?.[0]?.value ?? '';
    return gateway(distribution.sent(), caller);
  }

  const settle = () => time.sleep(SETTLE_SECONDS * 1000);
  const passwordSteps = passwordRotationSteps({ newPassword, settle, now: time.now });

  /** @returns how many points it could have been killed at, over all attempts. */
  async function rotate(secret: Secret, killAt: (point: number) => boolean, pauseMs: () => number): Promise<number> {
    const wire = new KillingWire(killAt, slow(200));
    const originSteps = originRotationSteps({
      newValue: newPassword,
      header: distribution.header(wire),
      probe: async (value) => [(await wire.call('probe', () => gateway(value, 'client'))) ? 200 : 403],
      settle,
      now: time.now,
      sleep: time.sleep,
    });
    const steps: RotationSteps = secret === origin ? originSteps : passwordSteps;
    const handler = rotationHandler(
      steps,
      () => secrets.rotating(secret, wire),
      () => {},
      { mayBeAbandoned: secret !== origin },
    );
    const token = secrets.begin(secret, `token-${next()}-`.padEnd(36, '0'));
    for (let attempt = 1; ; attempt += 1) {
      try {
        for (const Step of STEPS) {
          // As Secrets Manager does: an abandoned rotation is over.
          if (secret.abandoned === token) break;
          await handler({ Step, SecretId: secret.arn, ClientRequestToken: token });
        }
        return wire.points;
      } catch (error) {
        if (attempt === 50) throw error;
        await time.sleep(pauseMs());
        // For Secrets Manager it is complete: cut off after all was done.
        if (versionAt(secret, 'AWSPENDING') === undefined) return wire.points;
      }
    }
  }

  return { time, random, between, oneOf, secrets, distribution, origin, secretOf, ask, gateway, rotate, newPassword };
}

/** What every value was, and when it stopped to be the current one. */
class History {
  readonly retiredAt = new Map<string, number>();
  current = '';

  see(value: string | undefined, now: number): void {
    if (value === undefined || value === this.current) return;
    this.retiredAt.set(this.current, now);
    this.retiredAt.delete(value);
    this.current = value;
  }

  retiredBefore(then: number): string[] {
    return [...this.retiredAt].filter(([value, at]) => value !== '' && at < then).map(([value]) => value);
  }
}

interface Tally {
  passed: number;
  refused: number;
  /** What should have passed and was refused, or the other way round. */
  readonly wrong: string[];
}

/** One of them is ten seconds of computing: `npm run test:rotation` names more. */
const seeds = (process.env.SEEDS ?? '1').split(',').map(Number);

describe('rotation under load', () => {
  it.each(seeds)(
    'refuses nothing that should pass and passes nothing that should not, whatever happens: %i',
    async (seed) => {
      captureLog();
      const { time, between, oneOf, secrets, distribution, origin, secretOf, ask, gateway, rotate } = world(seed);
      const tally: Tally = { passed: 0, refused: 0, wrong: [] };
      const passwordOf = (name: string) => readCallerValue(secrets.value(secretOf(name)))?.password;
      const histories = new Map(['client', 'admin'].map((name) => [name, new History()]));
      const origins = new History();
      let ended = false;

      const note = (what: string, expected: boolean, is: boolean) => {
        if (is) tally.passed += 1;
        else tally.refused += 1;
        if (is !== expected) tally.wrong.push(`${new Date(time.now()).toISOString()} ${what}`);
      };

      /** Uses the password that is current at this moment. */
      async function eager(name: string): Promise<void> {
        while (!ended) {
          note(`eager ${name}`, true, await ask(name, passwordOf(name) ?? ''));
          await time.sleep(between(100, 12_000));
        }
      }

      /** Fetches the password now and then, well within the grace time, and uses it meanwhile. */
      async function holder(name: string): Promise<void> {
        while (!ended) {
          const password = passwordOf(name) ?? '';
          const until = time.now() + between(MINUTE, GRACE_MS - 4 * MINUTE);
          while (!ended && time.now() < until) {
            note(`holder ${name}`, true, await ask(name, password));
            await time.sleep(between(500, 120_000));
          }
        }
      }

      /** Tries what was, what never was, and the way past CloudFront. */
      async function intruder(): Promise<void> {
        while (!ended) {
          const name = oneOf(['client', 'admin']);
          const retired = histories.get(name)?.retiredBefore(time.now() - GRACE_MS - TTL_MS) ?? [];
          note('guess', false, await ask(name, `guess ${time.now()}`));
          if (retired.length > 0) note(`retired ${name}`, false, await ask(name, oneOf(retired)));
          note('guess past CloudFront', false, await gateway(`guess ${time.now()}`, 'client'));
          const value = [...origins.retiredAt].filter(([gone, at]) => gone !== '' && at < time.now() - ORIGIN_TTL_MS);
          const accepted = ['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING'].map((stage) => secrets.value(origin, stage));
          const unaccepted = value.filter(([gone]) => !accepted.includes(gone));
          if (unaccepted.length > 1) note('retired origin', false, await gateway(unaccepted[0]?.[0] ?? '', 'client'));
          await time.sleep(between(1_000, 100_000));
        }
      }

      /** Sees which values are current, and that CloudFront sends none that isn't to be accepted. */
      async function watch(): Promise<void> {
        while (!ended) {
          for (const [name, history] of histories) history.see(passwordOf(name), time.now());
          origins.see(secrets.value(origin), time.now());
          await time.sleep(10_000);
        }
      }

      /** Each rotation is killed at one more point than the one before; now and then it is left lying for hours. */
      async function rotateAtEveryPoint(secret: Secret): Promise<void> {
        for (let point = 0, points = 1; point <= points; point += 1) {
          const pause = () => oneOf([5_000, MINUTE, 10 * MINUTE, 3 * 60 * MINUTE]);
          const passedBy = await rotate(secret, (at) => at === point, pause);
          points = Math.max(points, Math.min(passedBy, 80));
          // A holder has the grace time, and no more than the password before: schedules are days apart.
          await time.sleep(secret === origin ? between(1_000, 30 * MINUTE) : GRACE_MS + between(0, 5 * MINUTE));
        }
      }

      /** A caller is shut out and let in again, also while its secret rotates. */
      async function operator(): Promise<void> {
        while (!ended) {
          await time.sleep(between(20 * MINUTE, 60 * MINUTE));
          const before = [...(histories.get('admin')?.retiredAt.keys() ?? []), passwordOf('admin') ?? ''];
          secrets.store.put(secretOf('admin'), shutOutValue('admin'));
          await time.sleep(TTL_MS + 10_000);
          for (let at = 0; at < 20; at += 1) {
            note('shut out', false, await ask('admin', oneOf(before.filter(Boolean))));
            note('let in by a rotation', false, passwordOf('admin') !== undefined);
            await time.sleep(between(1_000, MINUTE));
          }
          const password = `let in ${time.now()}`;
          secrets.store.put(secretOf('admin'), callerValue({ username: 'admin', password }));
          await time.sleep(10_000);
          for (let at = 0; at < 5; at += 1) {
            note('old one, let in again', false, await ask('admin', oneOf(before.filter(Boolean))));
            note('let in again', true, await ask('admin', password));
            await time.sleep(between(1_000, 20_000));
          }
        }
      }

      /** Now and then a deployment resolves the template's reference anew, even in the middle of a rotation. */
      async function deployments(): Promise<void> {
        while (!ended) {
          await time.sleep(between(30 * MINUTE, 90 * MINUTE));
          distribution.set(secrets.value(origin) ?? '');
        }
      }

      const load = [
        eager('client'),
        holder('client'),
        holder('client'),
        intruder(),
        watch(),
        operator(),
        deployments(),
      ];
      const rotations = Promise.all([
        rotateAtEveryPoint(origin),
        rotateAtEveryPoint(secretOf('client')),
        rotateAtEveryPoint(secretOf('admin')),
      ]).then(() => {
        ended = true;
        return Promise.all(load);
      });
      await time.until(rotations);
      expect(tally.wrong.slice(0, 5)).toEqual([]);
      expect(tally.passed).toBeGreaterThan(20_000);
      expect(tally.refused).toBeGreaterThan(2_000);
    },
    120_000,
  );
});
