import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesSomeOf } from '../../../lambda/ably/channel-pattern.ts';
import { isResource } from '../../../lambda/ably/resource.ts';
import { matchesPattern } from '../../../lambda/shared/rights/name-pattern.ts';
import { ablyMatches } from './ably-matcher.ts';

/** All channels of so few characters: whatever the patterns below match, they match one of these. */
const channels = Array.from({ length: 7 }, (_, length) => texts(length))
  .flat()
  .filter((text) => isResource(text));

function texts(length: number): string[] {
  return length === 0 ? [''] : texts(length - 1).flatMap((text) => ['a', 'b', ':'].map((next) => text + next));
}

const resource = fc
  .array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join(':'));
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*'), minLength: 1, maxLength: 4 });

it('finds out whether there is a channel that a resource and a pattern match', () => {
  const found = { some: 0, none: 0 };
  fc.assert(
    fc.property(resource, pattern, (one, other) => {
      const there = channels.filter((channel) => ablyMatches(one, channel, false));
      const isSome = there.some((channel) => matchesPattern(other, channel));
      found[isSome ? 'some' : 'none'] += 1;
      expect(matchesSomeOf(one, other), `${other} of ${one}`).toBe(isSome);
    }),
    { numRuns: 300 },
  );
  expect(found.some).toBeGreaterThan(50);
  expect(found.none).toBeGreaterThan(50);
});

it.each([
  ['*', '[meta]*', false],
  ['*', 'a[b', true],
  ['*', 'a:[b', true],
  ['*', '*[b', true],
  ['*', 'a\nb', false],
  ['chat:*', 'chat:😀*', true],
  ['chat:*', 'chat::*', false],
  ['chat:*', '*'.repeat(60).concat('b'), true],
  ['chat:*', 'chat', false],
])('knows of %s whether it has a channel of %j: %s', (one, other, isSome) => {
  expect(matchesSomeOf(one, other)).toBe(isSome);
});
