import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../../../lambda/shared/rights/name-pattern.ts';

describe('a name pattern', () => {
  it.each([
    ['lobby', 'lobby'],
    ['*', ''],
    ['*', 'anything at all'],
    ['room-*', 'room-'],
    ['room-*', 'room-1'],
    ['*-room', 'a-room'],
    ['a*b*c', 'abc'],
    ['a*b*c', 'a1b2b3c'],
    ['*aa*', 'baab'],
    ['*ab*ab*', 'abab'],
    ['**', 'x'],
    ['a.b', 'a.b'],
  ])('%s takes %s', (pattern, name) => {
    expect(matchesPattern(pattern, name)).toBe(true);
  });

  it.each([
    ['lobby', 'lobby2'],
    ['lobby', 'my lobby'],
    ['lobby', 'Lobby'],
    ['room-*', 'room'],
    ['room-*', 'xroom-1'],
    ['*-room', 'a-room1'],
    ['ab*ba', 'aba'],
    ['*ab*ab*', 'ab'],
    ['*ab*ab', 'ab'],
    ['ab*ab*', 'ab'],
    ['*aba*bab*', 'abab'],
    ['a*b*c', 'acb'],
    ['a.b', 'axb'],
    ['', 'x'],
    ['[ab]', 'a'],
  ])('%s doesn’t take %s', (pattern, name) => {
    expect(matchesPattern(pattern, name)).toBe(false);
  });

  it('is anchored and knows one special character: the same as its regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '[', '\\'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        const source = pattern.replaceAll(/[.[\\]/g, '\\$&').replaceAll('*', '.*');
        expect(matchesPattern(pattern, name)).toBe(new RegExp(`^${source}$`, 's').test(name));
      }),
    );
  });

  it('takes no longer for many stars', () => {
    const pattern = `${'a*'.repeat(5_000)}b`;
    expect(matchesPattern(pattern, 'a'.repeat(10_000))).toBe(false);
    expect(matchesPattern(pattern, `${'a'.repeat(10_000)}b`)).toBe(true);
  });
});
