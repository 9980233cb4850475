import { describe, expect, it } from 'vitest';
import { atMost, grantedSeconds } from '../../../../lambda/shared/rights/lifetime.ts';

const stage = { default: 3_600, maximum: 43_200 };

describe('a caller’s lifetimes', () => {
  it.each([
    ['no maximum of its own', undefined, stage],
    ['a maximum above the stage’s', 86_400, stage],
    ['a maximum between the stage’s two', 7_200, { default: 3_600, maximum: 7_200 }],
    ['a maximum below the stage’s default', 60, { default: 60, maximum: 60 }],
  ])('are never longer than the stage’s, nor than its own: %s', (_what, maximum, lifetime) => {
    expect(atMost(maximum, stage)).toEqual(lifetime);
  });

  it.each([
    [undefined, 3_600],
    [1, 1],
    [43_200, 43_200],
    [43_201, 43_200],
  ])('make %s seconds asked for %s', (asked, granted) => {
    expect(grantedSeconds(asked, stage)).toBe(granted);
  });
});
