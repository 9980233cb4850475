import { describe, expect, it } from 'vitest';
import {
  givenKeys,
  KEYS_STALE_MS,
  KEYS_TTL_MS,
  keptKeys,
  LOOK_AGAIN_MS,
  RETRY_HELD_MS,
  RETRY_NONE_MS,
} from '../../../edge-auth/bearer/issuer-keys.ts';
import { type KeySet, keySet } from '../../../edge-auth/bearer/verification-keys.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { jwkOf, pairs } from './support.ts';

const setOf = (...kids: string[]): KeySet => keySet({ keys: kids.map((kid) => jwkOf(pairs.EdDSA, { kid })) });

/** Kept keys of an issuer that has those with these ids, or is down. */
function issuerWith(...kids: string[]) {
  const clock = new ManualClock();
  const state = { kids, down: false, reads: 0 };
  const kept = keptKeys(async () => {
    state.reads += 1;
    if (state.down) throw new Error('down');
    return setOf(...state.kids);
  }, clock.now);
  const has = async (kid: string) => (await kept.withId(kid)).length > 0;
  return { clock, state, has };
}

it('gives what is given, and knows no other key', async () => {
  const { withId } = givenKeys(setOf('a'));
  expect(await withId('a')).toHaveLength(1);
  for (const kid of ['b', '', '__proto__', 'constructor']) expect(await withId(kid)).toEqual([]);
});

describe('kept keys', () => {
  it('are read once for all who wait, and again when they are old', async () => {
    const { clock, state, has } = issuerWith('a');
    expect(await Promise.all(['a', 'a', 'a', 'b'].map(has))).toEqual([true, true, true, false]);
    expect(state.reads).toBe(1);
    clock.advance(KEYS_TTL_MS - 1);
    expect(await has('a')).toBe(true);
    expect(state.reads).toBe(1);
    clock.advance(1);
    expect(await has('a')).toBe(true);
    expect(state.reads).toBe(2);
  });

  it('aren’t kept for longer by a clock that is put back', async () => {
    const { clock, state, has } = issuerWith('old');
    await has('old');
    state.kids = ['new'];
    clock.advance(-3_600_000);
    expect(await has('old')).toBe(false);
    expect(await has('new')).toBe(true);
  });

  it('change with the issuer’s: the old one, both, the new one', async () => {
    const { clock, state, has } = issuerWith('old');
    expect(await has('old')).toBe(true);
    state.kids = ['old', 'new'];
    expect(await has('new')).toBe(true);
    expect(await has('old')).toBe(true);
    state.kids = ['new'];
    clock.advance(KEYS_TTL_MS);
    expect(await has('old')).toBe(false);
    expect(await has('new')).toBe(true);
    expect(state.reads).toBe(3);
  });

  it('are used for a bounded time while the issuer is down', async () => {
    const { clock, state, has } = issuerWith('a');
    await has('a');
    state.down = true;
    clock.advance(KEYS_TTL_MS);
    expect(await has('a')).toBe(true);
    expect(await has('a')).toBe(true);
    expect(state.reads).toBe(2);
    clock.advance(RETRY_HELD_MS);
    expect(await has('a')).toBe(true);
    expect(state.reads).toBe(3);
    clock.advance(KEYS_STALE_MS - RETRY_HELD_MS - 1);
    expect(await has('a')).toBe(true);
    clock.advance(1);
    await expect(has('a')).rejects.toThrow('down');
  });

  it('are back at once when the issuer is', async () => {
    const { clock, state, has } = issuerWith('a');
    state.down = true;
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => has('a')));
    expect(all.map(({ status }) => status)).toEqual(Array(10).fill('rejected'));
    clock.advance(RETRY_NONE_MS - 1);
    await expect(has('a')).rejects.toThrow('down');
    expect(state.reads).toBe(1);
    state.down = false;
    clock.advance(1);
    expect(await Promise.all(Array.from({ length: 10 }, () => has('a')))).toEqual(Array(10).fill(true));
    expect(state.reads).toBe(2);
  });

  it('are tried again as soon where the old ones have just become too old', async () => {
    const { clock, state, has } = issuerWith('a');
    await has('a');
    state.down = true;
    clock.advance(KEYS_TTL_MS + KEYS_STALE_MS - 1);
    expect(await has('a')).toBe(true);
    state.down = false;
    clock.advance(RETRY_NONE_MS);
    expect(await has('a')).toBe(true);
  });
});

describe('an unknown kid', () => {
  it('causes no flood, and evicts nothing', async () => {
    const { clock, state, has } = issuerWith('a');
    await has('a');
    for (let junk = 0; junk < 1_000; junk += 1) expect(await has(`junk-${junk}`)).toBe(false);
    expect(state.reads).toBe(2);
    clock.advance(LOOK_AGAIN_MS - 1);
    expect(await Promise.all(['x', 'y', 'a'].map(has))).toEqual([false, false, true]);
    expect(state.reads).toBe(2);
    clock.advance(1);
    expect(await Promise.all(['x', 'y', 'a'].map(has))).toEqual([false, false, true]);
    expect(state.reads).toBe(3);
  });

  it('keeps a new key out for no longer than that, however many there are', async () => {
    const { clock, state, has } = issuerWith('a');
    await has('a');
    await has('junk');
    state.kids = ['a', 'new'];
    for (let second = 0; second < LOOK_AGAIN_MS / 1_000; second += 1) {
      expect(await has('new')).toBe(false);
      await has('junk');
      clock.advance(1_000);
    }
    expect(await has('new')).toBe(true);
  });

  it('waits for a reading that is under way', async () => {
    const { state, has } = issuerWith('a');
    await has('a');
    state.kids = ['a', 'new'];
    expect(await Promise.all([has('junk'), has('new')])).toEqual([false, true]);
    expect(state.reads).toBe(2);
  });

  it('can’t be said to be none while the issuer is down', async () => {
    const { clock, state, has } = issuerWith('a');
    await has('a');
    state.down = true;
    await expect(has('new')).rejects.toThrow('down');
    await expect(has('new')).rejects.toThrow('down');
    expect(await has('a')).toBe(true);
    expect(state.reads).toBe(2);
    state.down = false;
    clock.advance(LOOK_AGAIN_MS);
    expect(await has('new')).toBe(false);
  });
});
