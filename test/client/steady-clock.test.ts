import { expect, it, onTestFinished, vi } from 'vitest';
import { machineClocks, steadyClock } from '../../client/steady-clock.ts';

it('the machine’s clocks go by, and its timer rings once, unless it is called off', () => {
  vi.useFakeTimers({ now: 5_000_000, toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { wall, monotonic, after } = machineClocks;
  const began = monotonic();
  const rung = vi.fn();
  after(1_000, rung);
  after(1_000, rung)();
  vi.advanceTimersByTime(999);
  expect([wall(), monotonic() - began]).toEqual([5_000_999, 999]);
  expect(rung).not.toHaveBeenCalled();
  vi.advanceTimersByTime(5_000);
  expect(rung).toHaveBeenCalledTimes(1);
});

it.each([
  ['time goes by', 1_000, 1_000, 1_000],
  ['the machine slept', 3_600_000, 1_000, 3_600_000],
  ['the wall clock was put back', -86_400_000, 1_000, 1_000],
  ['the wall clock was put forward', 86_400_000, 1_000, 86_400_000],
  ['the wall clock was put back over a sleep', 500, 1_000, 1_000],
  ['both clocks are confused', -1_000, -1_000, 0],
])('goes by the clock that went further: %s', (_what, wallMs, monotonicMs, expected) => {
  let wall = 5_000_000;
  let monotonic = 7;
  const now = steadyClock({ wall: () => wall, monotonic: () => monotonic, after: () => () => {} });
  expect(now()).toBe(0);
  wall += wallMs;
  monotonic += monotonicMs;
  expect(now()).toBe(expected);
  expect(now()).toBe(expected);
});
