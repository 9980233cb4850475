import { describe, expect, it } from 'vitest';
import { patternProblem, readPattern } from '../../../../lambda/millicast/contract/stream-pattern.ts';

describe('a pattern for stream names', () => {
  it.each([
    ...['cam', '', 'a|', '()', '(?:a|b)', 'cam-\\d+', 'stage\\/.+', 'a\\-b', '[a-z]{2,4}', '[-a]', '[a-]', '[^\\]^]'],
    ...['a{0}', 'a{3}?', '.*?', '^cam$', '[\\w.-]+', '[a&]', 'käm 😀#', 'a,b', '[a-z&]', 'a{1000}', '(a{31}){31}'],
  ])('is read: %s', (text) => {
    expect(patternProblem(text)).toBeUndefined();
  });

  it.each([
    ['(', 1],
    ['a)', 2],
    ['a)|(b', 2],
    ['cam[', 4],
    ['[]', 1],
    ['[]a]', 1],
    ['*', 1],
    ['a**', 3],
    ['a*+', 3],
    ['^*', 2],
    ['a{2,1}', 2],
    ['a{,3}', 2],
    ['a{', 2],
    ['a}', 2],
    ['a]', 2],
    ['[c-a]', 2],
    ['[\\d-x]', 4],
    ['[a-\\d]', 2],
    ['[a-c-e]', 5],
    ['[a--b]', 4],
    ['[a[b]]', 3],
    ['[a&&b]', 3],
    ['[a~~b]', 3],
    ['[a||b]', 3],
    ['cam(?!7$).*', 4],
    ['(?=cam).*', 1],
    ['(?<!a)b', 1],
    ['(?<n>a)', 1],
    ['(?i)cam', 1],
    ['(?i:cam)', 1],
    ['(?>a)', 1],
    ['(a)\\1', 4],
    ['\\bcam', 1],
    ['\\Acam\\z', 1],
    ['\\Q.*\\E', 1],
    ['\\p{L}', 1],
    ['\\x41', 1],
    ['a\\_', 2],
    // Edges of words and of the text, to some engines: as characters they would make `.*` name its streams.
    ['\\<\\<\\<.*', 1],
    ['cam\\>', 4],
    ['\\`', 1],
    ["\\'", 1],
    ['cam\\', 4],
  ])('is not, and it is said from where on: %s', (text, from) => {
    expect(patternProblem(text)).toMatch(`it can’t be read from character ${from} on`);
    expect(patternProblem(text)).toContain('must be a regular expression of letters, digits, . [ ]');
  });

  // Who matches a name looks at the ranges of every set it is in, once a character.
  it.each([
    ['[zyxa-da-cb-e]', ['a-e', 'x-z']],
    [`[${'\\d'.repeat(50)}5a]`, ['0-9', 'a-a']],
    [`[^${'\\D'.repeat(50)}57]`, ['0-4', '6-6', '8-9']],
  ])('has no more ranges in a set than that needs, however it is written: %s', (text, ranges) => {
    const [set] = readPattern(text)[0] ?? [];
    const told =
      set?.kind === 'set' && set.ranges.map((range) => range.map((each) => String.fromCodePoint(each)).join('-'));
    expect(told).toEqual(ranges);
  });

  it('is bounded in its length, and in what its counts write out', () => {
    expect(patternProblem('a'.repeat(129))).toBe('must have 128 characters at most');
    for (const text of ['a{1001}', '(a{32}){32}', '((((a{1000}){1000}){1000}){1000}){1000}', '(ab{9999}){0}'])
      expect(patternProblem(text)).toBe('must have 1000 characters at most once its counts are written out');
    expect(patternProblem('('.repeat(64) + ')'.repeat(64))).toBeUndefined();
  });
});
