import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamName, streamPattern } from '../../../../bench/stream-patterns.ts';
import { namesItsStreams } from '../../../../lambda/millicast/contract/stream-names.ts';
import { patternProblem } from '../../../../lambda/millicast/contract/stream-pattern.ts';
import { coversStream } from '../../../../lambda/viewer-token/covers-stream.ts';

const pattern = (streamName: string) => ({ streamName, isRegex: true });

describe('an entry of a token', () => {
  it.each(['7', '.*', 'a', '*'])('names its stream where it is no pattern: %s', (name) => {
    expect(namesItsStreams({ streamName: name })).toBe(true);
    expect(namesItsStreams({ streamName: name, isRegex: null })).toBe(true);
  });

  it.each([
    ...['cam', 'cam-\\d+', '^cam-.*', 'cam.*|stage.*', '(cam|stage)-.*', '(?:main|backup)Cam', '((cam|box)|stage)\\d'],
    ...['a\\.b\\+.*', '\\.\\.\\.', 'käm.*', '^(?:cam|box)$'],
  ])('names its streams by how its pattern starts: %s', (text) => {
    expect(namesItsStreams(pattern(text))).toBe(true);
  });

  it.each([
    // Takes all, or all but a few.
    ...['.*', '.+', '.{11,}', '[^7]+', '[a-z].*', '\\w+', '[\\s\\S]*', '(.*)', '^.*$', '', '^', '$', '|', '()'],
    // Starts plainly in one alternative only, or not for long enough.
    ...['|a', 'cam|', 'cam|.*', 'cam-.*|x', '(cam|).*', '(?:cam|.*)', 'ca.*', 'a.*', '^^cam', '$cam', '(ca)m.*'],
    // What a quantifier follows need not be there.
    ...['x*', 'cam*', 'cam?.*', 'cam{0,3}.*', 'cam{0}.*', '(?:cam)*.*', '(?:cam)?', '(cam|box)?.*', 'cam+'],
  ])('names none: %j', (text) => {
    expect(namesItsStreams(pattern(text))).toBe(false);
  });

  it('opens no name but such as start with three characters that stand in it', () => {
    const start = fc.constantFrom('cam', '^a-a', '(?:cam|ab-)', 'a\\.a', 'aaa', '');
    const seen = { named: 0, opened: 0 };
    fc.assert(
      fc.property(start, streamPattern, streamName, (before, after, name) => {
        const text = before + after;
        fc.pre(patternProblem(text) === undefined && namesItsStreams(pattern(text)));
        seen.named += 1;
        if (!coversStream(pattern(text), name)) return;
        seen.opened += 1;
        expect(text.replaceAll('\\', '')).toContain([...name].slice(0, 3).join(''));
      }),
      { numRuns: 1_000 },
    );
    expect(seen.named).toBeGreaterThan(100);
    expect(seen.opened).toBeGreaterThan(20);
  });
});
