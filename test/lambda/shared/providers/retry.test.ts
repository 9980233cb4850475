import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RetryPolicy, retry } from '../../../../lambda/shared/providers/retry.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const policy: RetryPolicy = { attempts: 3, pauseMs: 100, deadlineMs: 1_000 };

interface Run {
  readonly result: PromiseSettledResult<string>;
  readonly calls: number;
  readonly pauses: readonly number[];
  readonly leftMs: readonly number[];
  readonly tookMs: number;
}

/** Retries calls of which the first `failures` fail, each taking `callMs`. */
async function run(
  failures: number,
  { random = (): number => 0.5, callMs = 0, mayPass = true, given = policy } = {},
): Promise<Run> {
  const clock = new ManualClock();
  const startedAt = clock.now();
  const pauses: number[] = [];
  const leftMs: number[] = [];
  const [result] = await Promise.allSettled([
    retry(
      async (left) => {
        leftMs.push(left);
        clock.advance(callMs);
        if (leftMs.length <= failures) throw new Error(`failure ${leftMs.length}`);
        return `answer ${leftMs.length}`;
      },
      () => mayPass,
      given,
      {
        now: clock.now,
        random,
        sleep: async (ms) => {
          pauses.push(ms);
          clock.advance(ms);
        },
      },
    ),
  ]);
  return { result, calls: leftMs.length, pauses, leftMs, tookMs: clock.now() - startedAt };
}

describe('retry', () => {
  it('calls once when that succeeds', async () => {
    expect(await run(0)).toMatchObject({ result: { value: 'answer 1' }, calls: 1, pauses: [] });
  });

  it('calls again after a failure that may pass', async () => {
    expect(await run(2)).toMatchObject({ result: { value: 'answer 3' }, calls: 3, pauses: [50, 100] });
  });

  it('gives up after so many calls, with the last failure', async () => {
    const { result, calls } = await run(9);
    expect(result).toEqual({ status: 'rejected', reason: new Error('failure 3') });
    expect(calls).toBe(3);
  });

  it('doesn’t call again after a failure that stays', async () => {
    const { result, calls } = await run(9, { mayPass: false });
    expect(result).toEqual({ status: 'rejected', reason: new Error('failure 1') });
    expect(calls).toBe(1);
  });

  it('tells each call what time is left', async () => {
    expect(await run(9, { callMs: 200 })).toMatchObject({ leftMs: [1_000, 750, 450] });
  });

  it('makes no call when the deadline would pass during the pause', async () => {
    // The pause is of 50 ms.
    for (const callMs of [950, 960]) expect(await run(9, { callMs })).toMatchObject({ calls: 1, pauses: [] });
    expect(await run(9, { callMs: 949 })).toMatchObject({ calls: 2, pauses: [50] });
  });

  it('pauses anywhere from nothing to twice as long each time, and starts no call after the deadline', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 10, maxLength: 10 }),
        fc.integer({ min: 0, max: 400 }),
        async (randoms, callMs) => {
          const draws = randoms.values();
          const random = () => draws.next().value ?? 0;
          const given = { ...policy, attempts: 10 };
          const { pauses, leftMs, tookMs } = await run(99, { random, callMs, given });
          pauses.forEach((pause, index) => {
            expect(pause).toBe((randoms[index] ?? 0) * 100 * 2 ** index);
          });
          expect(Math.min(...leftMs)).toBeGreaterThanOrEqual(1);
          expect(tookMs - callMs).toBeLessThan(policy.deadlineMs);
        },
      ),
    );
  });
});
