import { expect, it } from 'vitest';
import { CpuQuota, shareOf } from '../../../bench/cold/cpu-quota.ts';

/** Runs a process that would always be busy, and looks at it when it is told to. @returns its CPU time. */
function busyFor(wallMs: number, share: number, lateMs = 0): number {
  const quota = new CpuQuota(share, 0, 0);
  let [now, used] = [0, 0];
  while (now < wallMs) {
    const { mayRun, againInMs } = quota.look(now, used);
    now += againInMs + lateMs;
    if (mayRun) used += againInMs + lateMs;
  }
  return used;
}

it('gives a core for 1,769 MB, and so much less for less', () => {
  expect(shareOf(1_769)).toBe(1);
  expect(shareOf(128)).toBeCloseTo(0.0724, 4);
});

it('gives a busy process its share of the time', () => {
  for (const memoryMb of [128, 256, 1_024]) {
    const share = shareOf(memoryMb);
    expect(busyFor(10_000, share) / 10_000).toBeCloseTo(share, 2);
  }
});

it('gives it no more when it is looked at too late: what it used beyond is a debt', () => {
  expect(busyFor(10_000, shareOf(128), 4) / 10_000).toBeCloseTo(shareOf(128), 2);
});

it('never stops a process with one busy thread that has a whole core', () => {
  const quota = new CpuQuota(1, 0, 0);
  let now = 0;
  while (now < 1_000) {
    const { mayRun, againInMs } = quota.look(now, now);
    expect(mayRun).toBe(true);
    now += againInMs;
  }
});

it('stops it until the next period when its quota is used up', () => {
  const quota = new CpuQuota(0.1, 1_000, 50);
  expect(quota.look(1_000, 50)).toEqual({ mayRun: true, againInMs: 2 });
  expect(quota.look(1_001.5, 51.5)).toEqual({ mayRun: true, againInMs: 0.5 });
  expect(quota.look(1_002, 52)).toEqual({ mayRun: false, againInMs: 18 });
  expect(quota.look(1_020, 52)).toEqual({ mayRun: true, againInMs: 2 });
});

it('keeps its quota while it waits, and never saves any for later', () => {
  const quota = new CpuQuota(0.1, 0, 0);
  expect(quota.look(15, 0)).toEqual({ mayRun: true, againInMs: 2 });
  expect(quota.look(200, 0)).toEqual({ mayRun: true, againInMs: 2 });
  expect(quota.look(202, 2)).toEqual({ mayRun: false, againInMs: 18 });
});

it('looks again after some time, however little is left of a period or a quota', () => {
  const quota = new CpuQuota(0.1, 0, 0);
  expect(quota.look(1, 2 - 1e-9).mayRun).toBe(false);
  expect(quota.look(20 - 1e-9, 2).againInMs).toBe(0.2);
});

it('stops it for as many periods as its debt takes', () => {
  const quota = new CpuQuota(0.1, 0, 0);
  expect(quota.look(7, 7)).toEqual({ mayRun: false, againInMs: 13 + 2 * 20 });
  expect(quota.look(60, 7)).toEqual({ mayRun: true, againInMs: 1 });
});
