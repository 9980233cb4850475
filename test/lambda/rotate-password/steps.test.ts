import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passwordRotationSteps } from '../../../lambda/rotate-password/steps.ts';
import { inUseSince } from '../../../lambda/shared/rotation/in-use-label.ts';
import { rotationHandler } from '../../../lambda/shared/rotation/rotation.ts';
import { callerValue, readCallerValue, shutOutValue } from '../../../lambda/shared/secrets/caller-value.ts';
import type { LogLine } from '../../../lambda/shared/telemetry/log.ts';
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
  const lines: LogLine[] = [];
  const steps = passwordRotationSteps({
    newPassword: () => {
      made += 1;
      return `new ${made}`;
    },
    async settle() {
      // Whoever doesn't wait for this has gone on by then.
      await new Promise(setImmediate);
      const stages = [...(versionAt(secret, 'AWSPENDING')?.stages ?? [])];
      settled.push(
        stages
          .map((stage) => stage.replace(/\d+/, ''))
          .sort()
          .join(' '),
      );
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
      (line) => lines.push(line),
      { mayBeAbandoned: true },
    )({ Step, SecretId: secret.arn, ClientRequestToken: token });
  };
  const password = (stage?: string) => readCallerValue(secrets.value(secret, stage))?.password;
  const all = async (wire?: Wire) => {
    for (const each of STEPS) await step(each, wire);
  };
  /** What the guard counts the grace time from. */
  const since = () => inUseSince([...(versionAt(secret, 'AWSCURRENT')?.stages ?? [])]);
  return { clock, secrets, secret, begin, step, all, password, settled, since, lines };
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
    expect(settled).toEqual(['AWSPENDING in-use-since-', 'AWSCURRENT AWSPENDING in-use-since-']);
  });

  it('labels the one in use as the previous one before it is replaced', async () => {
    const { begin, step, password } = rotation();
    begin();
    await step('createSecret');
    await step('setSecret');
    expect([password(), password('AWSPREVIOUS')]).toEqual(['first', 'first']);
  });

  it('leaves that label where it is when the step comes again', async () => {
    const { begin, step } = rotation();
    begin();
    for (const each of ['createSecret', 'setSecret'] as const) await step(each);
    const wire = new KillingWire(() => false);
    await step('setSecret', wire);
    expect(wire.actions).toEqual(['DescribeSecret']);
  });

  it('doesn’t end before there is a new one', async () => {
    const { begin, step, password } = rotation();
    begin();
    await expect(step('finishSecret')).rejects.toThrow('the pending version has no value');
    expect(password()).toBe('first');
  });

  it('makes none for a secret that is empty', async () => {
    const { begin, step, secrets, secret, password } = rotation();
    secrets.store.put(secret, undefined);
    begin();
    await expect(step('createSecret')).rejects.toThrow('the current version has no value');
    expect(password('AWSPENDING')).toBeUndefined();
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
        const { begin, all, clock, secret, password, since } = rotation();
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
          if (leftLying) clock.advance(3 * 3_600_000);
        }
        expect(password()).toMatch(/^new \d$/);
        expect(password('AWSPREVIOUS')).toBe('first');
        // One version a rotation: Secrets Manager takes another for the end of it.
        expect(versionAt(secret, 'AWSCURRENT')?.id).toBe(TOKEN);
        expect([secret.versions.length, secret.abandoned]).toEqual([3, undefined]);
        // The grace time begins as the password changes, whenever that is.
        expect(changedAt - (since() ?? 0)).toBeLessThanOrEqual(16_000);
        expect(secret.versions.filter(({ stages }) => inUseSince([...stages]) !== undefined)).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a pending password that was left lying', () => {
  it('becomes current as it is, and the grace time begins then', async () => {
    const { begin, step, clock, secret, password, since } = rotation();
    begin();
    for (const each of ['createSecret', 'setSecret', 'testSecret'] as const) await step(each);
    clock.advance(3 * 3_600_000);
    const before = clock.now();
    await step('finishSecret');
    expect([password(), password('AWSPREVIOUS')]).toEqual(['new 1', 'first']);
    expect(versionAt(secret, 'AWSCURRENT')?.id).toBe(TOKEN);
    expect(since()).toBeGreaterThanOrEqual(before);
  });

  it('leaves no label on a version that is no longer in use, so that Secrets Manager may delete it', async () => {
    const { begin, all, step, clock, secret } = rotation();
    begin();
    await all();
    clock.advance(86_400_000);
    const next = '22222222-2222-3333-4444-555555555555';
    begin(next);
    for (const each of STEPS) await step(each, directWire, next);
    const labelled = secret.versions.filter(({ stages }) => stages.size > 0);
    expect(labelled.map(({ stages }) => [...stages].map((stage) => stage.replace(/\d+/, '')).sort())).toEqual([
      ['AWSPREVIOUS'],
      ['AWSCURRENT', 'in-use-since-'],
    ]);
  });
});

describe('a caller that is shut out', () => {
  it('stays so through a rotation', async () => {
    const { begin, all, secrets, secret } = rotation(shutOutValue('client'));
    begin();
    await all();
    expect(secrets.value(secret)).toBe(shutOutValue('client'));
  });

  it.each([0, 1, 2, 3, 4])('during a rotation, after %i steps, stays so, and that is no failure', async (stepsDone) => {
    const { begin, step, all, secrets, secret, clock, lines, password } = rotation();
    begin();
    for (const each of STEPS.slice(0, stepsDone)) await step(each);
    clock.advance(1_000);
    secrets.store.put(secret, shutOutValue('client'));
    await all();
    expect(secrets.value(secret)).toBe(shutOutValue('client'));
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    if (stepsDone < 4) expect(lines).toContainEqual(expect.objectContaining({ message: 'rotation abandoned' }));
    expect(versionAt(secret, 'AWSPENDING')).toBeUndefined();

    clock.advance(1_000);
    const next = '22222222-2222-3333-4444-555555555555';
    begin(next);
    for (const each of STEPS) await step(each, directWire, next);
    expect(versionAt(secret, 'AWSCURRENT')?.id).toBe(next);
    expect(password()).toBeUndefined();
  });

  const CALLS = [
    ['createSecret', 'PutSecretValue', 'rotation abandoned'],
    ['setSecret', 'UpdateSecretVersionStage AWSPREVIOUS', 'rotation abandoned'],
    ['finishSecret', 'UpdateSecretVersionStage in-use-since', 'rotation abandoned'],
    ['finishSecret', 'UpdateSecretVersionStage AWSCURRENT', 'rotation abandoned'],
    ['finishSecret', 'UpdateSecretVersionStage AWSPENDING', 'rotation step done'],
  ] as const;

  it.each(CALLS)('at the very moment of a call stays so, quietly: %s, %s', async (during, at, message) => {
    const { begin, step, secrets, secret, clock, password, lines } = rotation();
    begin();
    for (const each of STEPS.slice(0, STEPS.indexOf(during))) await step(each);
    const shutsOut: Wire = {
      async call(action, effect) {
        if (action.startsWith(at)) {
          clock.advance(1_000);
          secrets.store.put(secret, shutOutValue('client'));
        }
        return effect();
      },
    };
    await step(during, shutsOut);
    expect(password()).toBeUndefined();
    expect(versionAt(secret, 'AWSPENDING')).toBeUndefined();
    expect(lines.at(-1)).toMatchObject({ level: 'info', message });
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    // And let in again with another: neither of the two before works on.
    clock.advance(1_000);
    secrets.store.put(secret, callerValue({ username: 'client', password: 'let in' }));
    await step(during);
    expect([password(), password('AWSPREVIOUS')]).toEqual(['let in', undefined]);
  });

  it.each([
    ['as the rotation’s function dies', 1_000],
    // The step comes 100 ms after the rotation begins.
    ['at the moment that it began', -100],
  ])('%s is given up by the next attempt, and the one after makes a new version', async (_when, ms) => {
    const { begin, step, all, secrets, secret, clock, password, lines } = rotation();
    begin();
    const shutsOut: Wire = {
      async call(action, effect) {
        if (action !== 'PutSecretValue') return effect();
        clock.advance(ms);
        secrets.store.put(secret, callerValue({ username: 'client', password: 'by hand' }));
        effect();
        throw new Killed(action);
      },
    };
    await expect(step('createSecret', shutsOut)).rejects.toThrow('Killed');
    expect(versionAt(secret, 'AWSPENDING')?.id).toBe(TOKEN);
    expect(begin('22222222-2222-3333-4444-555555555555')).toBe(TOKEN);
    await expect(all()).rejects.toThrow(/given up, and the next rotation makes a new one/);
    expect(lines.at(-1)).toMatchObject({ level: 'error', step: 'createSecret' });
    const next = begin('22222222-2222-3333-4444-555555555555');
    clock.advance(1_000);
    for (const each of STEPS) await step(each, directWire, next);
    expect([password(), password('AWSPREVIOUS')]).toEqual(['new 2', 'by hand']);
  });

  const letIn = callerValue({ username: 'client', password: 'by hand' });
  const partner = callerValue({ username: 'partner', password: 'of a partner' });

  it.each([
    ['shut out', shutOutValue('client'), letIn, 'createSecret'],
    ['shut out', shutOutValue('client'), letIn, 'testSecret'],
    ['shut out', shutOutValue('client'), letIn, 'finishSecret'],
    ['another’s', partner, letIn, 'testSecret'],
    ['let in', letIn, shutOutValue('client'), 'testSecret'],
  ] as const)('by an older version that is made current again stays %s', async (_how, older, mistake, found) => {
    const { begin, step, secrets, secret, clock } = rotation(older);
    const before = versionAt(secret, 'AWSCURRENT');
    const mistaken = secrets.store.put(secret, mistake);
    clock.advance(1_000);
    begin();
    await step('createSecret');
    await secrets.rotating(secret, directWire).move('AWSCURRENT', before?.id, mistaken.id);
    await expect(step(found)).rejects.toThrow(/given up, and the next rotation makes a new one/);
    expect(secrets.value(secret)).toBe(older);
    expect(versionAt(secret, 'AWSPENDING')).toBeUndefined();
  });
});

describe('a label AWSPENDING that was left on a password that is no longer in use', () => {
  it('brings it back by no means', async () => {
    const { begin, step, all, secrets, secret, clock, password } = rotation();
    begin();
    for (const each of ['createSecret', 'setSecret', 'testSecret'] as const) await step(each);
    // Killed between the change and taking the label off; then somebody puts another password by hand.
    const killed: Wire = {
      async call(action, effect) {
        if (action === 'UpdateSecretVersionStage AWSPENDING') throw new Killed(action);
        return effect();
      },
    };
    await expect(step('finishSecret', killed)).rejects.toThrow('Killed');
    expect(versionAt(secret, 'AWSPENDING')).toBe(versionAt(secret, 'AWSCURRENT'));
    clock.advance(1_000);
    secrets.store.put(secret, callerValue({ username: 'client', password: 'by hand' }));
    await expect(all()).rejects.toThrow('given up');
    const next = begin('22222222-2222-3333-4444-555555555555');
    for (const each of STEPS) await step(each, directWire, next);
    expect([password(), password('AWSPREVIOUS')]).toEqual(['new 2', 'by hand']);
  });
});
