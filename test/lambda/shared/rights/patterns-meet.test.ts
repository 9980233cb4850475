import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesPattern } from '../../../../lambda/shared/rights/name-pattern.ts';
import { patternsMeet } from '../../../../lambda/shared/rights/patterns-meet.ts';

it.each([
  ['*', ''],
  ['*', '*'],
  ['support-*', 'support-de'],
  ['support-*', '*-de'],
  ['a*c', 'ab*'],
  ['*/staging', 'assistant/*'],
  ['a', 'a'],
])('%s and %s have a name in common', (one, other) => {
  expect(patternsMeet(one, other)).toBe(true);
  expect(patternsMeet(other, one)).toBe(true);
});

it.each([
  ['nope', 'assistant'],
  ['a', ''],
  ['a*', 'b*'],
  ['a*b', 'a*c'],
  ['ab*', 'a'],
])('%s and %s have none', (one, other) => {
  expect(patternsMeet(one, other)).toBe(false);
  expect(patternsMeet(other, one)).toBe(false);
});

/** All texts of a, b and * that are this long at most: few enough to try every name. */
const texts = (letters: readonly string[], most: number): string[] =>
  most === 0 ? [''] : ['', ...texts(letters, most - 1).flatMap((rest) => letters.map((letter) => letter + rest))];

it('meets where some name matches both, and nowhere else', () => {
  const names = [...new Set(texts(['a', 'b'], 6))];
  const pattern = fc.constantFrom(...new Set(texts(['a', 'b', '*'], 3)));
  fc.assert(
    fc.property(pattern, pattern, (one, other) => {
      const common = names.some((name) => matchesPattern(one, name) && matchesPattern(other, name));
      expect(patternsMeet(one, other)).toBe(common);
    }),
  );
});
