import { beforeEach, describe, expect, it } from 'vitest';
import { retryAfter } from '../../../../api/errors.ts';
import { AHEAD_MS } from '../../../../lambda/shared/secrets/ahead.ts';
import { type CacheTimes, cached, GIVEN_UP_MS, RETRY_MS } from '../../../../lambda/shared/secrets/cached.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const times: CacheTimes = { ttlMs: 60_000, staleMs: 30_000 };

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
    clock.advance(times.ttlMs - 1);
    expect(await value.get()).toBe(1);
    clock.advance(1);
    expect(await value.get()).toBe(2);
    expect(loads).toBe(2);
  });

  it('is loaded once for concurrent requests', async () => {
    const value = cached(load, times, clock.now);
    expect(await Promise.all(Array.from({ length: 1_000 }, value.get))).toEqual(Array(1_000).fill(1));
    clock.advance(times.ttlMs);
    expect(await Promise.all(Array.from({ length: 1_000 }, value.get))).toEqual(Array(1_000).fill(2));
    expect(loads).toBe(2);
  });

  it('fails for all concurrent requests with the one load’s error', async () => {
    const value = cached(load, times, clock.now);
    outage = new Error('down');
    const results = await Promise.allSettled([value.get(), value.get(), value.refresh()]);
    expect(results).toEqual(Array(3).fill({ status: 'rejected', reason: outage }));
    expect(loads).toBe(1);
  });

  it('that couldn’t be loaded is not asked for at every request, however it is asked for', async () => {
    const value = cached(load, times, clock.now);
    outage = new Error('down');
    await expect(value.get()).rejects.toBe(outage);
    clock.advance(RETRY_MS - 1);
    for (let request = 0; request < 100; request += 1) {
      await expect(value.get()).rejects.toBe(outage);
      await expect(value.refresh()).rejects.toBe(outage);
    }
    expect(loads).toBe(1);
    clock.advance(1);
    await expect(value.refresh()).rejects.toBe(outage);
    expect(loads).toBe(2);
  });

  it('isn’t asked for either while the memory of another says that it would fail, and not for longer', async () => {
    const memory = {};
    const [value, other] = [cached(load, times, clock.now, memory), cached(load, times, clock.now, memory)];
    outage = new Error('down');
    await expect(value.get()).rejects.toBe(outage);
    clock.advance(RETRY_MS - 1);
    await expect(other.get()).rejects.toBe(outage);
    expect(loads).toBe(1);
    outage = undefined;
    clock.advance(1);
    expect([await other.get(), await value.get()]).toEqual([2, 3]);
  });

  it('counts the time until the next load from when one failed, not from when it began', async () => {
    const slow = cached(
      async () => {
        loads += 1;
        clock.advance(RETRY_MS);
        throw new Error('too slow');
      },
      times,
      clock.now,
    );
    await expect(slow.get()).rejects.toThrow('too slow');
    clock.advance(RETRY_MS - 1);
    await expect(slow.get()).rejects.toThrow('too slow');
    expect(loads).toBe(1);
  });

  it('is there for the first who asks when loading works again', async () => {
    const value = cached(load, times, clock.now);
    outage = new Error('down');
    await expect(value.get()).rejects.toBe(outage);
    outage = undefined;
    clock.advance(RETRY_MS);
    expect(await value.get()).toBe(2);
  });

  it('is served stale while loading fails, for a bounded time', async () => {
    const value = cached(load, times, clock.now);
    await value.get();
    outage = new Error('down');
    clock.advance(times.ttlMs + times.staleMs - 1);
    expect(await value.get()).toBe(1);
    clock.advance(1);
    await expect(value.get()).rejects.toBe(outage);
  });

  it('that is stale is not asked for at every request during an outage', async () => {
    const value = cached(load, times, clock.now);
    await value.get();
    outage = new Error('down');
    clock.advance(times.ttlMs);
    await value.get();
    clock.advance(RETRY_MS - 1);
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
    clock.advance(times.ttlMs);
    await value.get();
    outage = undefined;
    clock.advance(RETRY_MS);
    expect(await value.get()).toBe(3);
    clock.advance(times.ttlMs - 1);
    expect(await value.get()).toBe(3);
  });

  it('is never stale where that is not allowed', async () => {
    const value = cached(load, { ...times, staleMs: 0 }, clock.now);
    await value.get();
    outage = new Error('down');
    clock.advance(times.ttlMs);
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

  it('counts its age from before the load, which a freeze may make long', async () => {
    const slow = cached(
      async () => {
        clock.advance(times.ttlMs - 1);
        return load();
      },
      times,
      clock.now,
    );
    expect([await slow.get(), await slow.get()]).toEqual([1, 1]);
    clock.advance(1);
    expect(await slow.get()).toBe(2);
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

describe('a value that is loaded ahead', () => {
  it('is there for the first who asks, and ages from then', async () => {
    const value = cached(load, times, clock.now);
    await value.ahead();
    clock.advance(times.ttlMs - 1);
    expect(await value.get()).toBe(1);
    clock.advance(1);
    expect(await value.get()).toBe(2);
  });

  it('is waited for by who asks meanwhile', async () => {
    const value = cached(load, times, clock.now);
    void value.ahead();
    expect(await Promise.all([value.get(), value.refresh()])).toEqual([1, 1]);
    expect(loads).toBe(1);
  });

  it('and couldn’t be is loaded again for the first who asks', async () => {
    const value = cached(load, times, clock.now);
    outage = new Error('down');
    await value.ahead();
    outage = undefined;
    expect(await value.get()).toBe(2);
  });

  it('isn’t waited for any more when the start has given it up', async () => {
    const hanging = new Promise<number>(() => {});
    const answers = [hanging];
    const value = cached(() => answers.shift() ?? load(), times, clock.now);
    void value.ahead();
    clock.advance(AHEAD_MS);
    expect(await value.get()).toBe(1);
  });

  it('and fails while somebody waits for it is loaded again, once for all of them', async () => {
    const value = cached(load, times, clock.now);
    outage = new Error('down');
    void value.ahead();
    const asked = await Promise.allSettled([value.get(), value.get()]);
    expect(asked).toEqual(Array(2).fill({ status: 'rejected', reason: outage }));
    expect(loads).toBe(2);
  });
});

describe('a load that never ends, since its connection was lost in a freeze', () => {
  function hanging() {
    const first = Promise.withResolvers<number>();
    const answers = [first.promise];
    return { first, value: cached(() => answers.shift() ?? load(), times, clock.now) };
  }

  it('is waited for at first, and then given up', async () => {
    const { value } = hanging();
    void value.get();
    clock.advance(GIVEN_UP_MS - 1);
    void value.get();
    expect(loads).toBe(0);
    clock.advance(1);
    expect(await value.get()).toBe(1);
  });

  it('replaces nothing that is newer, if it ends at last', async () => {
    const { first, value } = hanging();
    const begun = value.get();
    clock.advance(GIVEN_UP_MS);
    await value.get();
    first.resolve(99);
    expect([await begun, await value.get()]).toEqual([99, 1]);
  });
});

it('Retry-After says when it is asked for again', () => {
  expect(retryAfter('unavailable')).toEqual({ 'Retry-After': String(RETRY_MS / 1000) });
});
