import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callerPasswords } from '../../edge-auth/passwords.ts';
import { originSecret } from '../../lambda/authorizer/origin-secret.ts';
import { SETTLE_SECONDS } from '../../lambda/shared/rotation/rotation.ts';
import { callerValue, readCallerValue } from '../../lambda/shared/secrets/caller-value.ts';
import { digestOf } from '../../lambda/shared/secrets/digest.ts';
import { FROM_AFAR } from '../../lambda/shared/secrets/read-times.ts';
import type { ReadSecret } from '../../lambda/shared/secrets/secrets-manager.ts';
import type { Secret } from '../../local/secrets-manager/secret.ts';
import { versionAt } from '../../local/secrets-manager/secret-store.ts';
import { directWire, SecretsWorld, type Wire } from '../support/rotation-world.ts';
import '../support/properties.ts';
import { VirtualTime } from '../support/virtual-time.ts';

const TTL_MS = 5 * 60_000;
const ID = 'token-'.padEnd(36, '0');

/** How long a call takes there and back: together as long as a reading may take. */
const leg = fc.integer({ min: 1, max: FROM_AFAR.deadlineMs / 2 });

/** What happens between two requests, in ms: around the times at which something changes. */
const pause = fc.oneof(fc.integer({ min: 0, max: 6_000 }), fc.integer({ min: 0, max: TTL_MS }));

/** Whose value a request comes with: the one that is in use, the one before, one that never was. */
const who = fc.constantFrom('eager', 'holder', 'guess');

interface Reader {
  accepted(): Promise<readonly Uint8Array[]>;
  acceptedNow(): Promise<readonly Uint8Array[] | undefined>;
}

const value = (password: string) => callerValue({ username: 'client', password });
const passwordOf = (secret: Secret) => readCallerValue(versionAt(secret, 'AWSCURRENT')?.value)?.password ?? '';

describe.each<[string, (read: ReadSecret, now: () => number) => Reader]>([
  [
    'a guard',
    (read, now) =>
      callerPasswords(
        'client',
        { graceMs: 30 * 60_000, ttlMs: TTL_MS, staleMs: 0, takesPending: true },
        { read, now, log: () => {} },
      ),
  ],
  ['an authorizer', originSecret],
])('%s, while labels move between any two of its readings', (_name, readerOf) => {
  it('takes the value in use and the one before, and reads each version once at most for a guess', async () => {
    const request = fc.record({ who, pause });
    await fc.assert(
      fc.asyncProperty(
        fc.array(leg, { minLength: 8, maxLength: 24 }),
        fc.array(request, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 40_000 }),
        async (legs, requests, beginsAt) => {
          const time = new VirtualTime();
          const world = new SecretsWorld(time.now);
          const isGuard = readerOf !== originSecret;
          const secret = world.create('a-secret', isGuard ? value('first') : 'first');
          const inUse = () => (isGuard ? passwordOf(secret) : (world.value(secret) ?? ''));
          let calls = 0;
          const slow: Wire = {
            async call(_action, effect) {
              calls += 1;
              await time.sleep(legs[(2 * calls) % legs.length] as number);
              const result = effect();
              await time.sleep(legs[(2 * calls + 1) % legs.length] as number);
              return result;
            },
          };
          const reader = readerOf(world.reader(secret, slow), time.now);

          async function rotate(): Promise<void> {
            const rotating = world.rotating(secret, directWire);
            await time.sleep(beginsAt);
            const first = (await rotating.labels()).AWSCURRENT;
            world.begin(secret, ID);
            await rotating.putPending(ID, isGuard ? value('second') : 'second');
            if (isGuard) await rotating.move('AWSPREVIOUS', first, undefined);
            await time.sleep(SETTLE_SECONDS * 1000);
            await rotating.move('AWSCURRENT', ID, first);
            await time.sleep(SETTLE_SECONDS * 1000);
            await rotating.move('AWSPENDING', undefined, ID);
          }

          async function takes(given: string): Promise<boolean> {
            const isIn = (all: readonly Uint8Array[] | undefined) =>
              all?.some((digest) => Buffer.compare(digest, digestOf(given)) === 0) ?? false;
            return isIn(await reader.accepted()) || isIn(await reader.acceptedNow());
          }

          async function ask(): Promise<void> {
            for (const { who, pause } of requests) {
              await time.sleep(pause);
              if (who === 'guess') {
                const readBefore = calls;
                expect(await takes('a guess')).toBe(false);
                expect(calls - readBefore).toBeLessThanOrEqual(3);
              } else expect(await takes(who === 'eager' ? inUse() : 'first')).toBe(true);
            }
          }

          await time.until(Promise.all([rotate(), ask()]));
        },
      ),
      { numRuns: 120 },
    );
  }, 60_000);
});
