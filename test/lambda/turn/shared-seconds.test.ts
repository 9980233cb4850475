import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sharedSeconds } from '../../../lambda/turn/shared-seconds.ts';

const DAY = 86_400;

const seconds = fc.integer({ min: 60, max: DAY });

it('is never longer than was asked for, more than a third of it, and what the configuration says', () => {
  fc.assert(
    fc.property(seconds, seconds, seconds, (asked, one, other) => {
      const lifetime = { default: Math.min(one, other), maximum: Math.max(one, other) };
      const shared = sharedSeconds(asked, lifetime);
      expect(shared).toBeLessThanOrEqual(asked);
      expect(shared * 3).toBeGreaterThan(asked);
      for (const stated of [one, other]) expect(sharedSeconds(stated, lifetime)).toBe(stated);
    }),
  );
});

it('is one of a dozen', () => {
  const lifetime = { default: 5_400, maximum: 80_000 };
  const all = new Set<number>();
  for (let asked = 60; asked <= DAY; asked += 1) all.add(sharedSeconds(asked, lifetime));
  expect(all.size).toBe(12);
});
