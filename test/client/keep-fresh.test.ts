import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createClient } from '../../client/create-client.ts';
import { StagepassError } from '../../client/error.ts';
import { type Expiring, type KeepFreshOptions, keepFresh, type VendOptions } from '../../client/keep-fresh.ts';
import { listen } from '../../local/listen.ts';
import { SimulatedWorld, settled } from './simulated-world.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Numbers from 0 to below 1 that are the same at every run: the mulberry32 generator. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Token extends Expiring {
  readonly id: number;
  /** In true time. */
  readonly endsAt: number;
}

/** Vends as the client does: what the token has left, by the server's clock. */
function server(world: SimulatedWorld, { lifetimeMs = 60_000, latencyMs = (): number => 200 } = {}) {
  const vended: Token[] = [];
  return {
    vended,
    asked: 0,
    lifetimeMs,
    /** What it answers in place of a token. */
    failure: undefined as Error | undefined,
    vend(): Promise<Token> {
      this.asked += 1;
      const failure = this.failure;
      return new Promise((resolve, reject) => {
        world.later(latencyMs(), () => {
          if (failure) return reject(failure);
          const endsAt = world.trueTime + this.lifetimeMs;
          const token = {
            id: vended.length,
            endsAt,
            expiresAt: new Date(endsAt).toISOString(),
            lifetimeMs: this.lifetimeMs - 1000,
          };
          vended.push(token);
          resolve(token);
        });
      });
    },
  };
}

function keeping(
  world: SimulatedWorld,
  from: { vend(options: VendOptions): Promise<Token> },
  options: KeepFreshOptions = {},
) {
  const told: Token[] = [];
  const errors: unknown[] = [];
  const fresh = keepFresh(
    (asked) => from.vend(asked),
    (token) => told.push(token),
    { clocks: world.clocks, random: seeded(1), onError: (error) => errors.push(error), ...options },
  );
  return { fresh, told, errors };
}

/** Where the events of a page happen. */
function pageStub(): EventTarget {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  return page;
}

/** The times between two questions, in ms, each with the 200 ms that the answer took. */
async function pauses(
  world: SimulatedWorld,
  vending: { vend(): Promise<Token> },
  ms: number,
  options: KeepFreshOptions,
): Promise<number[]> {
  const askedAt: number[] = [];
  const { fresh } = keeping(
    world,
    {
      vend() {
        askedAt.push(world.trueTime);
        return vending.vend();
      },
    },
    options,
  );
  await world.run(ms);
  fresh.stop();
  return askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
}

const unavailable = (retryAfter?: number) =>
  new StagepassError('unavailable', 'try again', { status: 503, retryAfter });

describe('keepFresh', () => {
  it('asks at once, tells the token, and asks for the next at a share of its lifetime', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    const { fresh, told } = keeping(world, vending, { random: () => 0 });
    expect(fresh.current).toBeUndefined();
    await world.run(1_000);
    expect(told.map(({ id }) => id)).toEqual([0]);
    expect(fresh.current).toBe(told[0]);
    await world.run(43_000);
    expect(told).toHaveLength(1);
    await world.run(2_000);
    expect(told.map(({ id }) => id)).toEqual([0, 1]);
  });

  it('gives the token in hand, and waits for the first', async () => {
    const world = new SimulatedWorld();
    const { fresh, told } = keeping(world, server(world));
    const waiting = fresh.get();
    await world.run(1_000);
    expect(await waiting).toBe(told[0]);
    expect(await fresh.get()).toBe(told[0]);
  });

  it('rejects who waits when asking fails, goes on by itself with pauses that grow, and recovers', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    vending.failure = new Error('no network');
    const { fresh, errors } = keeping(world, vending);
    const waiting = expect(fresh.get()).rejects.toThrow('no network');
    await world.run(120_000);
    await waiting;
    expect(vending.asked).toBeGreaterThan(6);
    expect(vending.asked).toBeLessThan(14);
    expect(errors).toHaveLength(vending.asked);
    vending.failure = undefined;
    await world.run(31_000);
    expect(fresh.current).toBeDefined();
  });

  it('waits as long as it is told to', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    vending.failure = unavailable(20);
    keeping(world, vending);
    await world.run(20_000);
    expect(vending.asked).toBe(1);
    await world.run(1_000);
    expect(vending.asked).toBe(2);
  });

  // Of which a second is taken off, and 200 ms are over when it comes.
  it.each([900, 1_200])('never keeps a token that has ended, whatever was vended: of %i ms', async (lifetimeMs) => {
    const world = new SimulatedWorld();
    const vending = server(world, { lifetimeMs });
    const { fresh, told, errors } = keeping(world, vending);
    await world.run(60_000);
    expect(told).toEqual([]);
    expect(errors[0]).toMatchObject({ message: 'the token had ended when it came' });
    expect(fresh.current).toBeUndefined();
    expect(vending.asked).toBeLessThan(12);
  });

  it('has a token in hand until it ends, and not then', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    const { fresh } = keeping(world, vending);
    await world.run(1_000);
    vending.failure = new Error('no network');
    await world.run(57_999);
    expect(fresh.current).toBe(vending.vended[0]);
    await world.run(1);
    expect(fresh.current).toBeUndefined();
  });

  it.each([
    ['three quarters of its life', 0, {}, 44_250],
    ['a little sooner', 0.5, {}, 42_038],
    ['a share of its own', 0, { renewAt: 0.5 }, 29_500],
    ['the end of its life', 0, { renewAt: 1 }, 59_000],
  ])('asks for the next one after %s', async (_share, drawn, options, expected) => {
    const world = new SimulatedWorld();
    const gaps = await pauses(world, server(world), 60_000, { random: () => drawn, ...options });
    expect(gaps[0]).toBe(expected);
  });

  it('leaves a second between an answer and the next question, however short tokens live', async () => {
    const world = new SimulatedWorld();
    const gaps = await pauses(world, server(world, { lifetimeMs: 1_500 }), 5_000, {});
    expect(gaps).toEqual([1_200, 1_200, 1_200, 1_200]);
  });

  it('looks at the time now and then while it waits for an answer', async () => {
    const world = new SimulatedWorld();
    const vending = server(world, { latencyMs: () => 60_000 });
    const after = vi.spyOn(world.clocks, 'after');
    const { fresh } = keeping(world, vending);
    await world.run(59_000);
    expect(after.mock.calls.length).toBeLessThan(10);
    fresh.stop();
  });

  it('asks once for all who want another one', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    const { fresh } = keeping(world, vending);
    await world.run(1_000);
    const both = Promise.all([fresh.renew(), fresh.renew()]);
    await world.run(1_000);
    const [one, other] = await both;
    expect(one).toBe(other);
    expect(vending.asked).toBe(2);
  });

  it('finds out soon after a sleep', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    const { fresh } = keeping(world, vending);
    await world.run(1_000);
    world.sleep();
    await world.run(3_600_000);
    world.wake();
    expect(fresh.current).toBeUndefined();
    await world.run(11_000);
    expect(fresh.current).toBe(vending.vended.at(-1));
    expect(vending.asked).toBe(2);
  });

  it('uses its own clock for a token that doesn’t say how long it lives', async () => {
    const world = new SimulatedWorld();
    const from = {
      asked: 0,
      async vend() {
        this.asked += 1;
        const endsAt = world.trueTime + 60_000;
        return { id: this.asked, endsAt, expiresAt: new Date(endsAt).toISOString() };
      },
    };
    const { fresh } = keeping(world, from);
    await world.run(59_000);
    expect(from.asked).toBe(2);
    expect(fresh.current?.id).toBe(2);
  });

  it('ends with stop: no more requests, and the answer to one under way is dropped', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    const { fresh, told, errors } = keeping(world, vending);
    fresh.stop();
    await world.run(1_000);
    await expect(fresh.get()).rejects.toThrow(/aborted/);
    expect(fresh.current).toBeUndefined();
    await world.run(600_000);
    expect(vending.asked).toBe(1);
    expect(told).toEqual([]);
    expect(errors).toEqual([]);
    await expect(fresh.get()).rejects.toThrow(/aborted/);
  });

  it.each([
    ['with a token in hand', 10_000, undefined],
    ['while the next one is on its way', 44_300, undefined],
    ['in the pause after a failure', 1_500, unavailable(5)],
  ])('ends with stop %s, whatever happens to the page or is asked of it', async (_when, ms, failure) => {
    const page = pageStub();
    const world = new SimulatedWorld();
    const vending = server(world);
    vending.failure = failure;
    const { fresh, told, errors } = keeping(world, vending, { random: () => 0 });
    await world.run(ms);
    const before = [vending.asked, told.length, errors.length];
    const inHand = fresh.current;
    fresh.stop();
    expect(world.timers).toBe(0);
    expect(['visibilitychange', 'pageshow', 'online'].flatMap((event) => getEventListeners(page, event))).toEqual([]);
    const renewing = expect(fresh.renew()).rejects.toThrow(/aborted/);
    await world.run(1_000);
    await renewing;
    expect([world.timers, fresh.current]).toEqual([0, inHand]);
    for (const event of ['visibilitychange', 'pageshow', 'online']) page.dispatchEvent(new Event(event));
    await world.run(600_000);
    await expect(fresh.get()).rejects.toThrow(/aborted/);
    expect([vending.asked, told.length, errors.length]).toEqual(before);
  });

  it('aborts the request under way by its signal', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    const signals: AbortSignal[] = [];
    const { fresh } = keeping(world, {
      vend(options) {
        signals.push(options.signal);
        return vending.vend();
      },
    });
    await world.run(50_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    fresh.stop();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it.each(['visibilitychange', 'pageshow'])('looks at the time at once on %s', async (event) => {
    const page = pageStub();
    const world = new SimulatedWorld();
    const vending = server(world);
    const { fresh } = keeping(world, vending);
    await world.run(1_000);
    page.dispatchEvent(new Event(event));
    expect(vending.asked).toBe(1);
    world.sleep();
    await world.run(3_600_000);
    world.wake();
    page.dispatchEvent(new Event(event));
    expect(vending.asked).toBe(2);
    fresh.stop();
  });

  it('needs no other token for a network that is back', async () => {
    const page = pageStub();
    const world = new SimulatedWorld();
    const vending = server(world);
    const { fresh } = keeping(world, vending);
    await world.run(1_000);
    page.dispatchEvent(new Event('online'));
    await world.run(1_000);
    expect(vending.asked).toBe(1);
    fresh.stop();
  });

  it('goes on when it is told of an outage’s end, but not before a refusal’s time', async () => {
    const page = pageStub();
    const world = new SimulatedWorld();
    const vending = server(world);
    vending.failure = unavailable(60);
    const { fresh } = keeping(world, vending);
    await world.run(5_000);
    page.dispatchEvent(new Event('online'));
    await world.run(5_000);
    expect(vending.asked).toBe(1);
    await world.run(60_000);
    expect(vending.asked).toBe(2);
    vending.failure = new StagepassError('unreachable', 'no network');
    await world.run(60_000);
    const { asked } = vending;
    vending.failure = undefined;
    page.dispatchEvent(new Event('online'));
    await world.run(1_000);
    expect(vending.asked).toBe(asked + 1);
    expect(fresh.current).toBeDefined();
    fresh.stop();
  });

  it.each([0, -0.5, 1.01, Number.NaN])('renews at no share of a lifetime such as %d', (renewAt) => {
    const vend = vi.fn();
    const renewing = () => keepFresh(vend, () => {}, { renewAt });
    expect(renewing).toThrow(RangeError);
    expect(renewing).toThrow('renewAt must be above 0 and at most 1');
    expect(vend).not.toHaveBeenCalled();
  });
});

describe('the pause after a failure', () => {
  it.each([
    [0, [1_200, 2_200, 4_200, 8_200, 16_200, 30_200, 30_200]],
    [0.5, [1_200, 1_700, 3_200, 6_200, 12_200, 22_700, 22_700]],
    [1 - 2 ** -53, [1_200, 1_200, 2_200, 4_200, 8_200, 15_200, 15_200]],
  ])('doubles from a second to half a minute, less up to a half of it: %d', async (drawn, expected) => {
    const world = new SimulatedWorld();
    const vending = server(world);
    vending.failure = new Error('no network');
    const gaps = await pauses(world, vending, 100_000, { random: () => drawn });
    expect(gaps.slice(0, 7)).toEqual(expected.slice(0, gaps.length));
    expect(gaps.length).toBeGreaterThanOrEqual(6);
  });

  it('begins again after a token', async () => {
    const world = new SimulatedWorld();
    const vending = server(world, { lifetimeMs: 601_000 });
    const failing = {
      asked: 0,
      vend() {
        this.asked += 1;
        vending.failure = this.asked === 4 ? undefined : new Error('no network');
        return vending.vend();
      },
    };
    const gaps = await pauses(world, failing, 470_000, { random: () => 0 });
    expect(gaps).toEqual([1_200, 2_200, 4_200, 450_000, 1_200, 2_200, 4_200]);
  });

  it('is a quarter of what the token in hand has left, where that is less, but a second at least', async () => {
    const world = new SimulatedWorld();
    const vending = server(world, { lifetimeMs: 61_000 });
    const failing = {
      vend() {
        vending.failure = vending.vended.length === 0 ? undefined : new Error('no network');
        return vending.vend();
      },
    };
    const gaps = await pauses(world, failing, 92_000, { random: () => 0 });
    // As the first failures come, 14.8, 13.6, 11.4 and 8.35 s are left; as the last one does, nothing is.
    expect(gaps).toEqual([45_000, 1_200, 2_200, 3_050, 2_288, 1_716, 1_287, 1_200, 1_200, 1_200, 30_200]);
  });

  it('is five minutes at most, whatever the server says', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    vending.failure = unavailable(3_600);
    expect(await pauses(world, vending, 700_000, { random: () => 0 })).toEqual([300_200, 300_200]);
  });

  it('counts for get() and renew(), which reject with the failure until it is over', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    const failure = unavailable(20);
    vending.failure = failure;
    const { fresh } = keeping(world, vending);
    await world.run(1_000);
    for (let times = 0; times < 200; times += 1) {
      await expect(fresh.get()).rejects.toBe(failure);
      await expect(fresh.renew()).rejects.toBe(failure);
    }
    expect(vending.asked).toBe(1);
    vending.failure = undefined;
    await world.run(18_000);
    await expect(fresh.get()).rejects.toBe(failure);
    await world.run(2_000);
    expect(await fresh.get()).toBe(vending.vended[0]);
    expect(vending.asked).toBe(2);
  });

  it('counts for renew() while there is still a token, which get() gives', async () => {
    const world = new SimulatedWorld();
    const vending = server(world, { lifetimeMs: 3_600_000 });
    const { fresh } = keeping(world, vending);
    await world.run(1_000);
    const failure = unavailable(60);
    vending.failure = failure;
    const refused = expect(fresh.renew()).rejects.toBe(failure);
    await world.run(1_000);
    await refused;
    for (let times = 0; times < 200; times += 1) await expect(fresh.renew()).rejects.toBe(failure);
    expect(vending.asked).toBe(2);
    expect(await fresh.get()).toBe(vending.vended[0]);
  });

  it('makes one request of 200 calls to a server that says to come back in an hour', async () => {
    let requests = 0;
    const busy = await listen(
      createServer((_, response) => {
        requests += 1;
        response.writeHead(429, { 'Retry-After': '3600' });
        response.end(JSON.stringify({ error: 'later', code: 'too_many_requests', requestId: 'r' }));
      }),
    );
    onTestFinished(() => busy.close());
    const client = createClient({ url: busy.url });
    const fresh = keepFresh(
      ({ signal }) => client.agoraRtc({ channelName: 'c' }, { signal }),
      () => {},
      { onError: () => {} },
    );
    for (let times = 0; times < 200; times += 1)
      await expect(fresh.get()).rejects.toMatchObject({ status: 429, retryAfter: 3600 });
    fresh.stop();
    expect(requests).toBe(1);
  });
});

describe('a token that was refused', () => {
  /** Keeps one, and gives it again unless it is told that it was refused. */
  function sharing(world: SimulatedWorld) {
    const vending = server(world);
    const asked: (true | undefined)[] = [];
    let kept: Promise<Token> | undefined;
    return {
      asked,
      vending,
      vend({ renew }: VendOptions): Promise<Token> {
        asked.push(renew);
        if (renew || vending.failure) kept = undefined;
        kept ??= vending.vend();
        const { promise, resolve } = Promise.withResolvers<Token>();
        const answered = kept;
        world.later(200, () => resolve(answered));
        return promise;
      },
    };
  }

  it('is told to who vends, so that renew() brings another one, once', async () => {
    const world = new SimulatedWorld();
    const shared = sharing(world);
    const { fresh, told } = keeping(world, shared);
    await world.run(1_000);
    const renewing = fresh.renew();
    await world.run(1_000);
    expect(await renewing).toBe(shared.vending.vended[1]);
    expect(shared.asked).toEqual([undefined, true]);
    expect(told.map(({ id }) => id)).toEqual([0, 1]);
    await world.run(45_000);
    expect(shared.asked).toEqual([undefined, true, undefined]);
    fresh.stop();
  });

  it('is not taken again from a question that was asked before', async () => {
    const world = new SimulatedWorld();
    const shared = sharing(world);
    const { fresh } = keeping(world, shared, { random: () => 0 });
    await world.run(44_300);
    expect(shared.asked).toEqual([undefined, undefined]);
    const both = Promise.all([fresh.renew(), fresh.renew()]);
    await world.run(1_000);
    const [one, other] = await both;
    expect(one).toBe(other);
    expect(one.id).toBe(1);
    expect(shared.asked).toEqual([undefined, undefined, true]);
    fresh.stop();
  });

  it('stays told until another one has come', async () => {
    const world = new SimulatedWorld();
    const shared = sharing(world);
    const { fresh } = keeping(world, shared);
    await world.run(1_000);
    shared.vending.failure = new Error('no network');
    const renewing = expect(fresh.renew()).rejects.toThrow('no network');
    await world.run(1_000);
    await renewing;
    shared.vending.failure = undefined;
    await world.run(5_000);
    expect(fresh.current?.id).toBe(1);
    expect(shared.asked.slice(1).every((renew) => renew)).toBe(true);
    fresh.stop();
  });

  it('can’t be before there is one', async () => {
    const world = new SimulatedWorld();
    const shared = sharing(world);
    const { fresh } = keeping(world, shared);
    const renewing = fresh.renew();
    await world.run(1_000);
    expect((await renewing).id).toBe(0);
    expect(shared.asked).toEqual([undefined]);
    fresh.stop();
  });
});

describe('a listener that fails', () => {
  const thrown = new Error('of the app');
  const failing = {
    throws: () => {
      throw thrown;
    },
    rejects: () => Promise.reject(thrown),
  };

  /** What was nobody's to handle meanwhile: either ends a process of Node. */
  async function unhandledDuring(run: () => Promise<void>): Promise<unknown[]> {
    const unhandled: unknown[] = [];
    const keep = (error: unknown) => unhandled.push(error);
    const kinds = ['uncaughtException', 'unhandledRejection'] as const;
    const others = kinds.map((kind) => [kind, process.listeners(kind as 'uncaughtException')] as const);
    for (const kind of kinds) process.removeAllListeners(kind).on(kind, keep);
    try {
      await run();
      await new Promise(setImmediate);
    } finally {
      for (const [kind, listeners] of others) {
        process.removeListener(kind, keep);
        for (const listener of listeners) process.on(kind, listener);
      }
    }
    return unhandled;
  }

  it.each(Object.entries(failing))('is told to onError when onToken %s, and stops nothing', async (_how, onToken) => {
    const world = new SimulatedWorld();
    const vending = server(world);
    const errors: unknown[] = [];
    const unhandled = await unhandledDuring(async () => {
      const fresh = keepFresh(() => vending.vend(), onToken, {
        clocks: world.clocks,
        onError: (error) => errors.push(error),
      });
      await world.run(1_000);
      expect(await fresh.get()).toBe(vending.vended[0]);
      await world.run(59_000);
      expect(fresh.current).toBe(vending.vended[1]);
      fresh.stop();
    });
    expect(unhandled).toEqual([]);
    expect(vending.asked).toBe(2);
    expect(errors).toEqual([thrown, thrown]);
  });

  it.each(
    Object.entries(failing).flatMap(([how, fails]) => [
      { how: `onError ${how}`, onToken: fails, onError: fails },
      { how: `onToken ${how} without an onError`, onToken: fails, onError: undefined },
    ]),
  )('is written to the console when $how', async ({ onToken, onError }) => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => written.mockRestore());
    const world = new SimulatedWorld();
    const vending = server(world);
    const unhandled = await unhandledDuring(async () => {
      const fresh = keepFresh(() => vending.vend(), onToken, { clocks: world.clocks, ...(onError && { onError }) });
      await world.run(1_000);
      vending.failure = new Error('no network');
      const renewing = expect(fresh.renew()).rejects.toThrow('no network');
      await world.run(500);
      await renewing;
      fresh.stop();
    });
    expect(unhandled).toEqual([]);
    expect(written.mock.calls).toEqual([[thrown], [onError ? thrown : vending.failure]]);
  });

  it('after stop() is dropped', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    const leave = Promise.withResolvers<void>();
    const errors: unknown[] = [];
    const unhandled = await unhandledDuring(async () => {
      const fresh = keepFresh(
        () => vending.vend(),
        () => leave.promise,
        { clocks: world.clocks, onError: (error) => errors.push(error) },
      );
      await world.run(1_000);
      fresh.stop();
      leave.reject(thrown);
      await settled();
    });
    expect([...unhandled, ...errors]).toEqual([]);
  });
});

describe('a thousand lifetimes with failures, sleeps and clocks that are wrong', () => {
  /** The longest pause, the longest answer, and the time between two looks. */
  const RECOVERS_WITHIN_MS = 30_000 + 2_000 + 10_000;

  it.each(Array.from({ length: 20 }, (_, seed) => seed + 1))('hold no token that has ended (seed %i)', async (seed) => {
    const random = seeded(seed);
    const between = (from: number, to: number) => from + random() * (to - from);
    const world = new SimulatedWorld();
    const vending = server(world, { latencyMs: () => between(20, 2_000) });
    const changeLifetime = () => {
      vending.lifetimeMs = between(60_000, 3_600_000);
    };
    changeLifetime();
    world.setWallClock(between(-86_400_000, 86_400_000));
    const { fresh, told } = keeping(world, vending, { random });

    let goodSince = world.trueTime;
    let checks = 0;
    const look = () => {
      const held = fresh.current;
      if (held !== undefined) expect(held.endsAt).toBeGreaterThan(world.trueTime);
      if (world.isAsleep || vending.failure || world.trueTime - goodSince < RECOVERS_WITHIN_MS) return;
      checks += 1;
      expect(held).toBeDefined();
      // What the app was handed last is what it uses.
      expect(told.at(-1)?.endsAt).toBeGreaterThan(world.trueTime);
    };

    while (vending.vended.length < 50) {
      const what = random();
      if (what < 0.1) {
        vending.failure = random() < 0.5 ? new Error('no network') : unavailable(between(1, 20));
        await runLooking(between(1_000, 600_000));
        vending.failure = undefined;
        goodSince = world.trueTime;
      } else if (what < 0.2) {
        world.sleep();
        await world.run(between(1_000, 28_800_000));
        world.wake();
        goodSince = world.trueTime;
        look();
      } else if (what < 0.3) {
        world.setWallClock(between(-86_400_000, 86_400_000));
        // A clock put forward ends tokens before their time: that counts as a start anew.
        goodSince = world.trueTime;
      } else if (what < 0.4) {
        changeLifetime();
      }
      await runLooking(between(1_000, 900_000));
    }

    async function runLooking(ms: number): Promise<void> {
      const endsAt = world.trueTime + ms;
      while (world.trueTime < endsAt) {
        await world.run(Math.min(between(100, 20_000), endsAt - world.trueTime));
        look();
      }
    }

    fresh.stop();
    await settled();
    expect(checks).toBeGreaterThan(500);
    // Failures cost tries, but no storm: a pause grows to half a minute.
    expect(vending.asked).toBeLessThan(vending.vended.length * 12);
  });
});
