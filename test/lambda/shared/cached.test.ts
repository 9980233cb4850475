import { beforeEach, describe, expect, it } from 'vitest';
import { type CacheTimes, cached } from '../../../lambda/shared/cached.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const times: CacheTimes = { ttlMs: 1_000, staleMs: 500, retryMs: 100 };

let clock: ManualClock;
let loads: number;
/** What the next loads do; undefined: they give their number. */
let outage: Error | undefined;

beforeEach(() => {
  clock = new ManualClock();
  loads = 0;
  outage = undefined;
});

async function load(): Promise<number> {
  loads += 1;
  const number = loads;
  await Promise.resolve();
  if (outage !== undefined) throw outage;
  return number;
}

describe('a cached value', () => {
  it('is loaded when it is first asked for, not before', async () => {
    const value = cached(load, times, clock.now);
    expect(loads).toBe(0);
    expect(await value.get()).toBe(1);
  });

  it('is served for its TTL and then loaded anew', async () => {
    const value = cached(load, times, clock.now);
    await value.get();
    clock.advance(999);
    expect(await value.get()).toBe(1);
    clock.advance(1);
    expect(await value.get()).toBe(2);
    expect(loads).toBe(2);
  });

  it('is loaded once for concurrent requests', async () => {
    const value = cached(load, times, clock.now);
    expect(await Promise.all(Array.from({ length: 1_000 }, value.get))).toEqual(Array(1_000).fill(1));
    clock.advance(1_000);
    expect(await Promise.all(Array.from({ length: 1_000 }, value.get))).toEqual(Array(1_000).fill(2));
    expect(loads).toBe(2);
  });

  it('fails for all concurrent requests with the one load’s error, and is tried again by the next', async () => {
    const value = cached(load, times, clock.now);
    outage = new Error('down');
    const results = await Promise.allSettled([value.get(), value.get()]);
    expect(results).toEqual(Array(2).fill({ status: 'rejected', reason: outage }));
    expect(loads).toBe(1);
    outage = undefined;
    expect(await value.get()).toBe(2);
  });

  it('is served stale while loading fails, for a bounded time', async () => {
    const value = cached(load, times, clock.now);
    await value.get();
    outage = new Error('down');
    clock.advance(1_499);
    expect(await value.get()).toBe(1);
    clock.advance(1);
    await expect(value.get()).rejects.toBe(outage);
  });

  it('is not asked for at every request during an outage', async () => {
    const value = cached(load, times, clock.now);
    await value.get();
    outage = new Error('down');
    clock.advance(1_000);
    await value.get();
    clock.advance(99);
    for (let request = 0; request < 100; request += 1) expect(await value.get()).toBe(1);
    expect(loads).toBe(2);
    clock.advance(1);
    await value.get();
    expect(loads).toBe(3);
  });

  it('is fresh again as soon as loading works again', async () => {
    const value = cached(load, times, clock.now);
    await value.get();
    outage = new Error('down');
    clock.advance(1_000);
    await value.get();
    outage = undefined;
    clock.advance(100);
    expect(await value.get()).toBe(3);
    clock.advance(999);
    expect(await value.get()).toBe(3);
  });

  it('is never stale where that is not allowed', async () => {
    const value = cached(load, { ...times, staleMs: 0 }, clock.now);
    await value.get();
    outage = new Error('down');
    clock.advance(1_000);
    await expect(value.get()).rejects.toBe(outage);
  });

  it('is loaded anew by refresh, however young; what it was stays when that fails', async () => {
    const value = cached(load, times, clock.now);
    await value.get();
    expect(await value.refresh()).toBe(2);
    outage = new Error('down');
    await expect(value.refresh()).rejects.toBe(outage);
    expect(await value.get()).toBe(2);
  });

  it('shares one load between refresh and requests', async () => {
    const value = cached(load, times, clock.now);
    expect(await Promise.all([value.refresh(), value.get(), value.refresh()])).toEqual([1, 1, 1]);
    expect(loads).toBe(1);
  });

  it('can tell itself for how long it is good', async () => {
    const value = cached(load, (number) => ({ ...times, ttlMs: number * 1_000 }), clock.now);
    await value.get();
    clock.advance(1_000);
    expect(await value.get()).toBe(2);
    clock.advance(1_999);
    expect(await value.get()).toBe(2);
    clock.advance(1);
    expect(await value.get()).toBe(3);
  });

  it('that is good for no time is loaded once a request, not in a loop', async () => {
    const value = cached(load, { ...times, ttlMs: -1 }, clock.now);
    expect(await value.get()).toBe(1);
    expect(await value.get()).toBe(2);
    expect(loads).toBe(2);
  });
});
