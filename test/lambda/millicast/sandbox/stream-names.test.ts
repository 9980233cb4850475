import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coversStream, isPattern } from '../../../../lambda/millicast/sandbox/stream-names.ts';

const pattern = (streamName: string) => ({ streamName, isRegex: true });

describe('a stream name', () => {
  it('covers itself and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(coversStream({ streamName: one, isRegex: false }, other)).toBe(one === other);
      }),
    );
    expect(coversStream({ streamName: '.*', isRegex: false }, 'cam')).toBe(false);
    expect(coversStream({ streamName: 'cam', isRegex: false }, 'CAM')).toBe(false);
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
    ['container1/.+', 'container1/a/b', true],
    ['container1/.+', 'container1/', false],
    ['.*', '', true],
    ['cam', 'cam\n', false],
    ['cam$', 'x\ncam', false],
    ['[0-9]{2,4}', '123', true],
    ['(?=cam).*', 'cam-1', false],
    ['a)|(b', 'b', false],
    ['(', '(', false],
  ])('%j has to match the whole name: %j → %s', (text, name, covered) => {
    expect(coversStream(pattern(text), name)).toBe(covered);
  });

  // A backtracking engine tries the first half's 2^120 ways before it comes to the second.
  it.each(['(a+)+b|.*!', '(?:a|aa)+b|.*!', '(?:.|.|.|.|.|.|.|.)*!'])('is matched without backtracking: %s', (text) => {
    expect(coversStream(pattern(text), `${'a'.repeat(120)}!`)).toBe(true);
    expect(coversStream(pattern(text), `${'a'.repeat(120)}?`)).toBe(false);
  });

  it('that is too large to compile covers nothing', () => {
    expect(coversStream(pattern('((((a{1000}){1000}){1000}){1000}){1000}'), 'a')).toBe(false);
  });

  it('is told from other text', () => {
    expect(['.*', 'cam-[0-9]+', 'stage\\/.+'].map(isPattern)).toEqual([true, true, true]);
    expect(['(', '[', '*', 'a)|(b', '(a)\\1', '(?=a)'].filter(isPattern)).toEqual([]);
  });
});
