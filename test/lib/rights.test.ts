import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Terms } from '../../api/terms.ts';
import { limitsIn } from '../../lib/config/rights.ts';

/** A provider with a term of each kind. */
const terms = {
  rooms: {
    kind: 'names',
    called: 'room',
    listed: 'room patterns',
    expected: 'a room’s name',
    charset: /^[a-z]*$/,
    description: 'Tokens for these rooms.',
  },
  regions: {
    kind: 'choices',
    called: 'region',
    listed: 'regions',
    choices: ['eu', 'us'],
    parameter: 'region',
    description: 'Tokens in these regions.',
  },
  publish: { kind: 'flag', called: 'publishing', description: 'Tokens to publish with.' },
  viewers: {
    kind: 'count',
    called: 'a room',
    unit: 'viewers',
    min: 1,
    max: 1_000,
    description: 'Tokens for as many viewers.',
  },
} as const satisfies Terms;

const Limits = v.object(limitsIn(terms));

describe('the limits of a provider’s terms in a configuration', () => {
  it('are what each kind of term takes', () => {
    const limits = { rooms: ['lobby', 'room*'], regions: ['eu'], publish: false, viewers: 10 };
    expect(v.parse(Limits, limits)).toEqual(limits);
    expect(v.parse(Limits, {})).toEqual({});
  });

  it.each([
    [{ rooms: ['Lobby'] }, 'a room’s name'],
    [{ rooms: [''] }, 'a room’s name'],
    [{ rooms: ['a'.repeat(129)] }, 'a room’s name'],
    [{ rooms: 'lobby' }, 'a list of room patterns'],
    [{ rooms: [] }, 'at least one of room patterns'],
    [{ rooms: Array(101).fill('a') }, '100 room patterns at most'],
    [{ regions: ['eu', 'asia'] }, 'eu or us'],
    [{ publish: 'no' }, 'true or false'],
    [{ viewers: 0 }, 'a whole number of viewers from 1 to 1000'],
    [{ viewers: 1_001 }, 'a whole number of viewers from 1 to 1000'],
    [{ viewers: 1.5 }, 'a whole number of viewers from 1 to 1000'],
  ])('say what was expected: %j', (limits, expected) => {
    expect(v.safeParse(Limits, limits).issues?.[0].message).toBe(expected);
  });
});
