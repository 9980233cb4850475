import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isVersionOf, MAX_PENDING_MS, passwordRotationSteps } from '../../../lambda/rotate-password/steps.ts';
import { callerValue, readCallerValue, shutOutValue } from '../../../lambda/shared/caller-value.ts';
import { rotationHandler } from '../../../lambda/shared/rotation.ts';
import { versionAt } from '../../../local/secrets-manager/secret-store.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { directWire, Killed, KillingWire, SecretsWorld, type Wire } from '../../support/rotation-world.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
type Step = (typeof STEPS)[number];
const TOKEN = '11111111-2222-3333-4444-555555555555';

/** A caller's secret that has been rotated before, as a rotation begins. */
function rotation(current = callerValue({ username: 'client', password: 'first' })) {
  const clock = new ManualClock();
  const secrets = new SecretsWorld(clock.now);
  const secret = secrets.create('caller/client', callerValue({ username: 'client', password: 'zeroth' }));
  clock.advance(86_400_000);
  secrets.store.put(secret, current);
  clock.advance(86_400_000);
  let made = 0;
  const settled: string[] = [];
  const steps = passwordRotationSteps({
    newPassword: () => {
      made += 1;
      return `new ${made}`;
    },
    async settle() {
      settled.push([...(versionAt(secret, 'AWSPENDING')?.stages ?? [])].sort().join(' '));
      clock.advance(15_000);
    },
    now: clock.now,
  });
  const begin = (token = TOKEN) => secrets.begin(secret, token);
  const step = (Step: Step, wire: Wire = directWire, token = TOKEN) => {
    clock.advance(100);
    return rotationHandler(
      steps,
      () => secrets.rotating(secret, wire),
      () => {},
      isVersionOf,
    )({ Step, SecretId: secret.arn, ClientRequestToken: token });
  };
  const password = (stage?: string) => readCallerValue(secrets.value(secret, stage))?.password;
  const all = async (wire?: Wire) => {
    for (const each of STEPS) await step(each, wire);
  };
  return { clock, secrets, secret, begin, step, all, password, settled };
}

describe('a rotation of a caller’s password', () => {
  it('makes a new one current, and keeps the name and the one before', async () => {
    const { begin, all, secrets, secret, password } = rotation();
    begin();
    await all();
    expect(secrets.value(secret)).toBe(callerValue({ username: 'client', password: 'new 1' }));
    expect(password('AWSPREVIOUS')).toBe('first');
    expect(versionAt(secret, 'AWSPENDING')).toBeUndefined();
  });

  it('waits while the new one is pending, and again while it has both labels', async () => {
    const { begin, all, settled } = rotation();
    begin();
    await all();
    expect(settled).toEqual(['AWSPENDING', 'AWSCURRENT AWSPENDING']);
  });

  it('labels the one in use as the previous one before it is replaced', async () => {
    const { begin, step, password } = rotation();
    begin();
    await step('createSecret');
    await step('setSecret');
    expect([password(), password('AWSPREVIOUS')]).toEqual(['first', 'first']);
  });

  it('passes Secrets Manager’s own test, which comes without a pending value', async () => {
    const { begin, step, settled, password } = rotation();
    begin();
    await step('testSecret');
    expect([settled, password()]).toEqual([[], 'first']);
  });

  it.each(STEPS)('is done after the last step: %s changes nothing', async (again) => {
    const { begin, all, step, secret } = rotation();
    begin();
    await all();
    const before = structuredClone(secret.versions);
    await step(again);
    expect(secret.versions).toEqual(before);
  });

  it.each(STEPS)('leaves another rotation’s version alone: %s', async (each) => {
    const { begin, step, secret } = rotation();
    begin();
    const before = structuredClone(secret.versions);
    await expect(step(each, directWire, '99999999-2222-3333-4444-555555555555')).rejects.toThrow(/not the pending one/);
    expect(secret.versions).toEqual(before);
  });

  it('comes to the same end from wherever it was cut off, however often', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(45), { maxLength: 8 }), fc.boolean(), async (kills, leftLying) => {
        const { begin, all, clock, secret, password } = rotation();
        begin();
        let changedAt = 0;
        const noting: Wire = {
          async call(action, effect) {
            if (action === 'UpdateSecretVersionStage AWSCURRENT') changedAt = clock.now();
            return effect();
          },
        };
        for (const point of [...kills, Number.NaN]) {
          await all(new KillingWire((at) => at === point, noting)).catch(() => {});
          // What everybody uses until the change is right before and after it, as long as the grace time is.
          expect([password(), password('AWSPREVIOUS')]).toContain('first');
          // Complete for Secrets Manager; it would not begin it again.
          if (versionAt(secret, 'AWSPENDING') === undefined) break;
          if (leftLying) clock.advance(MAX_PENDING_MS * 2);
        }
        expect(password()).toMatch(/^new \d$/);
        expect(password('AWSPREVIOUS')).toBe('first');
        // The guard counts the grace time from when the current version was made.
        expect(changedAt - (versionAt(secret, 'AWSCURRENT')?.createdAt ?? 0)).toBeLessThanOrEqual(MAX_PENDING_MS);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a pending password that was left lying', () => {
  it('is made anew as it becomes current, so that the grace time begins then', async () => {
    const { begin, step, clock, secret, password } = rotation();
    begin();
    for (const each of ['createSecret', 'setSecret', 'testSecret'] as const) await step(each);
    clock.advance(3 * 3_600_000);
    const before = clock.now();
    await step('finishSecret');
    expect([password(), password('AWSPREVIOUS')]).toEqual(['new 1', 'first']);
    expect(versionAt(secret, 'AWSCURRENT')?.createdAt).toBeGreaterThanOrEqual(before);
  });

  it('is not, when it was pending for a moment only', async () => {
    const { begin, all, secret } = rotation();
    begin();
    await all();
    expect(versionAt(secret, 'AWSCURRENT')?.id).toBe(TOKEN);
  });
});

describe('a caller that is shut out', () => {
  it('stays so through a rotation', async () => {
    const { begin, all, secrets, secret } = rotation(shutOutValue('client'));
    begin();
    await all();
    expect(secrets.value(secret)).toBe(shutOutValue('client'));
  });

  it.each([1, 2, 3, 4])('during a rotation, after %i steps, stays so when that goes on', async (stepsDone) => {
    const { begin, step, all, secrets, secret, clock } = rotation();
    begin();
    for (const each of STEPS.slice(0, stepsDone)) await step(each);
    clock.advance(1_000);
    secrets.store.put(secret, shutOutValue('client'));
    await all()
      .catch(() => all())
      .catch(() => {});
    expect(secrets.value(secret)).toBe(shutOutValue('client'));
  });

  it('at the very moment of the change stays so', async () => {
    const { begin, step, secrets, secret, password } = rotation();
    begin();
    for (const each of ['createSecret', 'setSecret', 'testSecret'] as const) await step(each);
    const shutsOut: Wire = {
      async call(action, effect) {
        if (action === 'UpdateSecretVersionStage AWSCURRENT') secrets.store.put(secret, shutOutValue('client'));
        return effect();
      },
    };
    await expect(step('finishSecret', shutsOut)).rejects.toThrow();
    expect(password()).toBeUndefined();
  });

  it('and let in again during a rotation gets a new password by it, never the one it had', async () => {
    const { begin, step, all, secrets, secret, clock, password } = rotation(shutOutValue('client'));
    begin();
    await step('createSecret');
    clock.advance(1_000);
    secrets.store.put(secret, callerValue({ username: 'client', password: 'let in' }));
    await all().catch(() => all());
    expect([password(), password('AWSPREVIOUS')]).toEqual(['new 1', 'let in']);
  });
});

describe('a label AWSPENDING that was left on a password that is no longer in use', () => {
  it('brings it back by no means', async () => {
    const { begin, step, all, secrets, secret, clock, password } = rotation();
    begin();
    for (const each of ['createSecret', 'setSecret', 'testSecret'] as const) await step(each);
    // Killed between the change and taking the label off; then somebody puts another password by hand, twice.
    const killed: Wire = {
      async call(action, effect) {
        if (action === 'UpdateSecretVersionStage AWSPENDING') throw new Killed(action);
        return effect();
      },
    };
    await expect(step('finishSecret', killed)).rejects.toThrow('Killed');
    expect([...(versionAt(secret, 'AWSCURRENT')?.stages ?? [])].sort()).toEqual(['AWSCURRENT', 'AWSPENDING']);
    for (const by of ['hand 1', 'hand 2']) {
      clock.advance(1_000);
      secrets.store.put(secret, callerValue({ username: 'client', password: by }));
    }
    await all();
    expect([password(), password('AWSPREVIOUS')]).toEqual(['new 2', 'hand 2']);
  });
});
