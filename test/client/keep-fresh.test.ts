import { describe, expect, it } from 'vitest';
import { StagepassError } from '../../client/error.ts';
import { type Expiring, type KeepFreshOptions, keepFresh } from '../../client/keep-fresh.ts';
import { SimulatedWorld, settled } from './simulated-world.ts';

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

function keeping(world: SimulatedWorld, from: { vend(): Promise<Token> }, options: KeepFreshOptions = {}) {
  const told: Token[] = [];
  const errors: unknown[] = [];
  const fresh = keepFresh(
    () => from.vend(),
    (token) => told.push(token),
    { clocks: world.clocks, random: seeded(1), onError: (error) => errors.push(error), ...options },
  );
  return { fresh, told, errors };
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

  it('never keeps a token that has ended, whatever was vended', async () => {
    const world = new SimulatedWorld();
    const vending = server(world, { lifetimeMs: 900 });
    const { fresh, told } = keeping(world, vending);
    await world.run(60_000);
    expect(told).toEqual([]);
    expect(fresh.current).toBeUndefined();
    expect(vending.asked).toBeLessThan(12);
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

  it('ends with stop: no question more, and the one on its way is nobody’s', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    const { fresh, told, errors } = keeping(world, vending);
    fresh.stop();
    await world.run(600_000);
    expect(vending.asked).toBe(1);
    expect(told).toEqual([]);
    expect(errors).toEqual([]);
    await expect(fresh.get()).rejects.toThrow(/aborted/);
  });

  it('isn’t stopped by a listener that throws', async () => {
    const world = new SimulatedWorld();
    const vending = server(world);
    const thrown: unknown[] = [];
    const keep = (error: unknown) => thrown.push(error);
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', keep);
    const fresh = keepFresh(
      () => vending.vend(),
      () => {
        throw new Error('of the app');
      },
      { clocks: world.clocks },
    );
    await world.run(60_000);
    await new Promise(setImmediate);
    process.removeListener('uncaughtException', keep);
    for (const other of others) process.on('uncaughtException', other);
    expect(fresh.current).toBeDefined();
    expect(vending.asked).toBe(2);
    expect(thrown.map(String)).toContain('Error: of the app');
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
