import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { originRotationSteps } from '../../../lambda/rotate-origin/steps.ts';
import { rotationHandler } from '../../../lambda/shared/rotation/rotation.ts';
import { versionAt } from '../../../local/secrets-manager/secret-store.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { DistributionWorld, directWire, KillingWire, SecretsWorld, type Wire } from '../../support/rotation-world.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
type Step = (typeof STEPS)[number];
const TOKEN = '11111111-2222-3333-4444-555555555555';
const MINUTE = 60_000;

/** The origin secret and a distribution that sends it, as a rotation begins. */
function rotation({ propagationMs = 5 * MINUTE } = {}) {
  const clock = new ManualClock();
  const secrets = new SecretsWorld(clock.now);
  const secret = secrets.create('origin', 'zeroth');
  secrets.store.put(secret, 'first');
  const distribution = new DistributionWorld('first', clock.now, propagationMs);
  const accepted = () => ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'].map((stage) => secrets.value(secret, stage));
  const probed: string[] = [];
  const state = { statuses: [200, 200], settled: 0 };
  let made = 0;
  const step = (Step: Step, wire: Wire = directWire, token = TOKEN) => {
    clock.advance(100);
    const steps = originRotationSteps({
      newValue() {
        made += 1;
        return `new ${made}`;
      },
      header: distribution.header(wire),
      async probe(value) {
        probed.push(value);
        return state.statuses;
      },
      async settle() {
        state.settled += 1;
        clock.advance(15_000);
      },
      now: clock.now,
      async sleep(ms) {
        clock.advance(ms);
        // What any edge location sends is accepted, whichever of the values it is.
        for (let request = 0; request < 20; request += 1) expect(accepted()).toContain(distribution.sent());
      },
    });
    return rotationHandler(
      steps,
      () => secrets.rotating(secret, wire),
      () => {},
      { mayBeAbandoned: false },
    )({ Step, SecretId: secret.arn, ClientRequestToken: token });
  };
  const all = async (wire?: Wire) => {
    for (const each of STEPS) await step(each, wire);
  };
  secrets.begin(secret, TOKEN);
  const value = (stage?: string) => secrets.value(secret, stage);
  return { clock, secrets, secret, distribution, accepted, probed, state, step, all, value };
}

describe('a rotation of the origin secret', () => {
  it('moves the header, then the label; the value before stays accepted', async () => {
    const { all, value, distribution, secret, probed } = rotation();
    await all();
    expect([value(), value('AWSPREVIOUS'), distribution.configured]).toEqual(['new 1', 'first', 'new 1']);
    expect(versionAt(secret, 'AWSPENDING')).toBeUndefined();
    expect(probed).toEqual(['new 1']);
  });

  it('waits, then asks the APIs, before CloudFront may send the value', async () => {
    const { step, state, distribution, probed } = rotation();
    await step('createSecret');
    expect([state.settled, probed]).toEqual([0, []]);
    await step('setSecret');
    expect([state.settled, probed, distribution.configured]).toEqual([1, ['new 1'], 'new 1']);
  });

  it.each([[[403, 200]], [[200, 503]], [[429, 200]]])('leaves the header when the APIs answer %j', async (statuses) => {
    const { step, state, distribution } = rotation();
    state.statuses = statuses;
    await step('createSecret');
    await expect(step('setSecret')).rejects.toThrow(`the APIs answer the pending value with ${statuses.join(', ')}`);
    expect(distribution.configured).toBe('first');
    state.statuses = [200, 200];
    await step('setSecret');
    expect(distribution.configured).toBe('new 1');
  });

  it('does not wait or ask again for a header that is moved already', async () => {
    const { step, state, probed } = rotation();
    await step('createSecret');
    await step('setSecret');
    await step('setSecret');
    expect([state.settled, probed]).toEqual([1, ['new 1']]);
  });

  it('waits until every edge location sends the value', async () => {
    const { step, clock, distribution } = rotation();
    await step('createSecret');
    await step('setSecret');
    const from = clock.now();
    await step('testSecret');
    expect(clock.now() - from).toBeGreaterThanOrEqual(5 * MINUTE - 10_000);
    for (let request = 0; request < 20; request += 1) expect(distribution.sent()).toBe('new 1');
  });

  it('gives up in time when CloudFront takes longer than Lambda may, and goes on at the next attempt', async () => {
    const { step, all, clock, value } = rotation({ propagationMs: 20 * MINUTE });
    await step('createSecret');
    await step('setSecret');
    const from = clock.now();
    await expect(step('testSecret')).rejects.toThrow('the distribution is still being deployed');
    // The step comes after 100 ms.
    expect(clock.now() - from).toBe(13 * MINUTE + 100);
    expect(value()).toBe('first');
    await all();
    expect(value()).toBe('new 1');
  });

  it('begins again when a deployment has put another value back meanwhile', async () => {
    const { step, all, distribution, value } = rotation();
    await step('createSecret');
    await step('setSecret');
    distribution.set('first');
    await expect(step('testSecret')).rejects.toThrow('the distribution no longer has the pending value');
    await all();
    expect([value(), distribution.configured]).toEqual(['new 1', 'new 1']);
  });

  it('passes Secrets Manager’s own test, which comes without a pending value', async () => {
    const { step, distribution, value } = rotation();
    await step('testSecret');
    expect([value(), distribution.configured]).toEqual(['first', 'first']);
  });

  it.each(['setSecret', 'finishSecret'] as const)('has nothing to do %s with before there is a value', async (each) => {
    const { step, distribution, value } = rotation();
    await expect(step(each)).rejects.toThrow('the pending version has no value');
    expect([value(), distribution.configured]).toEqual(['first', 'first']);
  });

  it.each(STEPS)('is done after the last step: %s changes nothing', async (again) => {
    const { all, step, secret, distribution } = rotation();
    await all();
    const before = structuredClone(secret.versions);
    await step(again);
    expect([secret.versions, distribution.configured]).toEqual([before, 'new 1']);
  });

  it('comes to the same end from wherever it was cut off, however often, and sends nothing that is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(50), fc.nat(30 * MINUTE)), { maxLength: 8 }), async (kills) => {
        const { all, accepted, clock, distribution, secret, value } = rotation();
        for (const [point, pauseMs] of [...kills, [Number.NaN, 0] as const]) {
          await all(new KillingWire((at) => at === point)).catch(() => {});
          expect(accepted()).toContain(distribution.configured);
          clock.advance(pauseMs);
          for (let request = 0; request < 10; request += 1) expect(accepted()).toContain(distribution.sent());
          if (versionAt(secret, 'AWSPENDING') === undefined) break;
        }
        expect(value()).toMatch(/^new \d$/);
        expect([value('AWSPREVIOUS'), distribution.configured]).toEqual(['first', value()]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('another value that is put by hand meanwhile', () => {
  it('fails the rotation: CloudFront may be sending the value that nobody takes any more', async () => {
    const { secrets, secret, clock, step } = rotation();
    await step('createSecret');
    await step('setSecret');
    clock.advance(1_000);
    secrets.store.put(secret, 'by hand');
    await expect(step('testSecret')).rejects.toThrow('another version meanwhile');
  });
});

describe('what a rotation tells', () => {
  it('is the step and the secret’s name, never a value', async () => {
    const { secrets, secret, distribution } = rotation();
    const lines: string[] = [];
    const failing: Wire = {
      async call() {
        throw Object.assign(new Error('the header value first is not valid'), { name: 'InvalidArgument' });
      },
    };
    const handler = rotationHandler(
      originRotationSteps({
        newValue: () => 'second',
        header: distribution.header(failing),
        probe: async () => [200],
        settle: async () => {},
        now: () => 0,
        sleep: async () => {},
      }),
      () => secrets.rotating(secret, directWire),
      (line) => lines.push(JSON.stringify(line)),
      { mayBeAbandoned: false },
    );
    const ask = (Step: Step) => handler({ Step, SecretId: secret.arn, ClientRequestToken: TOKEN });
    await ask('createSecret');
    await expect(ask('setSecret')).rejects.toThrow(/^setSecret: InvalidArgument$/);
    expect(lines).toEqual([
      '{"level":"info","message":"rotation step done","secret":"origin","step":"createSecret"}',
      '{"level":"error","message":"rotation step failed","secret":"origin","step":"setSecret","cause":"InvalidArgument"}',
    ]);
  });
});
