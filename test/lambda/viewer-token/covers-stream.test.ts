import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { streamName, streamPattern } from '../../../bench/stream-patterns.ts';
import { PatternError, patternProblem } from '../../../lambda/millicast/contract/stream-pattern.ts';
import { coversStream } from '../../../lambda/viewer-token/covers-stream.ts';

const pattern = (streamName: string) => ({ streamName, isRegex: true });

describe('a name', () => {
  it('covers itself and nothing else', () => {
    expect(coversStream({ streamName: '.*' }, '.*')).toBe(true);
    expect(coversStream({ streamName: '.*', isRegex: null }, 'cam')).toBe(false);
    expect(coversStream({ streamName: 'cam' }, 'CAM')).toBe(false);
  });
});

describe('a pattern', () => {
  it.each([
    ['cam', 'cam', true],
    ['cam', 'camera', false],
    ['cam', 'webcam', false],
    ['cam', 'CAM', false],
    ['a|ab', 'ab', true],
    ['a|b', 'ab', false],
    ['^cam$', 'cam', true],
    ['c^am', 'cam', false],
    ['container1/.+', 'container1/a/b', true],
    ['container1/.+', 'container1/', false],
    ['.*', '', true],
    ['^$', '', true],
    ['^.', '', false],
    ['.*', 'a\nb', false],
    ['cam$', 'cam\n', false],
    ['[0-9]{2,4}', '1', false],
    ['[0-9]{2,4}', '1234', true],
    ['[0-9]{2,4}', '12345', false],
    ['[0-9]{2,}', '12345', true],
    ['[0-9]{2}', '123', false],
    ['[^a-c\\d]', 'd', true],
    ['[^a-c\\d]', '7', false],
    ['[\\D7]', '7', true],
    ['.', '😀', true],
    ['(?:a|)b?', '', true],
    ['a{0}', '', true],
  ])('has to match the whole name: %j, %j → %s', (text, name, covered) => {
    expect(coversStream(pattern(text), name)).toBe(covered);
  });

  it('is not guessed at where it can’t be read', () => {
    expect(() => coversStream(pattern('cam(?!7)'), 'cam')).toThrow(PatternError);
  });

  // A backtracking engine takes seconds to years over each.
  it.each([
    ['(?:.|.|.|.|.|.|.|.)*!', `${'a'.repeat(127)}?`],
    ['([a-z0-9]+-?)+', `${'a1'.repeat(60)}!`],
    ['(a+)+b', 'a'.repeat(128)],
    ['(a|aa)+b', 'a'.repeat(128)],
    ['((((a*)*)*)*)*b', 'a'.repeat(128)],
    ['(?:a?){128}(?:a){128}b', 'a'.repeat(128)],
    ['(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^a]', 'a'.repeat(128)],
  ])('is matched without backtracking: %s', (text, name) => {
    expect(coversStream(pattern(text), name)).toBe(false);
    expect(coversStream(pattern(`(?:${text})|.*`), name)).toBe(true);
  });

  it('matches what RE2 does, whatever the pattern', () => {
    const seen = { read: 0, covered: 0 };
    fc.assert(
      fc.property(streamPattern, streamName, (text, name) => {
        if (patternProblem(text) !== undefined) return;
        seen.read += 1;
        const covered = coversStream(pattern(text), name);
        expect(covered).toBe(RE2JS.compile(text).matches(name));
        if (covered) seen.covered += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(seen.read).toBeGreaterThan(300);
    expect(seen.covered).toBeGreaterThan(50);
  });
});
