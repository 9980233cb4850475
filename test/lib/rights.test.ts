import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { limitsIn } from '../../lib/config/rights.ts';
import { termsOfEachKind } from '../support/terms-of-each-kind.ts';

const Limits = v.object(limitsIn(termsOfEachKind));

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
    [{ rooms: [] }, 'one or more room patterns'],
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
