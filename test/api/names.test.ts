import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { displayText, identifier } from '../../api/names.ts';

const isIdentifier = (text: unknown) => v.is(identifier(64, 'room'), text);
const isDisplayText = (text: unknown) => v.is(displayText(64, 'name'), text);

const char = (code: number) => String.fromCodePoint(code);
const RIGHT_TO_LEFT_OVERRIDE = char(0x202e);
const ZERO_WIDTH_SPACE = char(0x200b);
const ZERO_WIDTH_JOINER = char(0x200d);
const LONE_SURROGATE = '\ud800';

describe('an identifier', () => {
  it.each(['a', 'Lobby 7', 'ada@example.com', 'Zoë', '部屋', '🎤', 'x'.repeat(64)])('may be %j', (text) => {
    expect(isIdentifier(text)).toBe(true);
  });

  it.each([
    ['no text', ''],
    ['spaces alone', '  '],
    ['a space before it', ' a'],
    ['a space after it', 'a '],
    ['a wildcard', 'room-*'],
    ['a line end', 'a\nb'],
    ['a line end after it', 'a\n'],
    ['a null character', 'a\0'],
    ['an invisible character', `a${ZERO_WIDTH_SPACE}`],
    ['a space that isn’t the plain one', `a${char(0xa0)}b`],
    ['a wide space before it', `${char(0x3000)}a`],
    ['a letter that has no shape', `a${char(0x3164)}`],
    ['an empty Braille cell', `a${char(0x2800)}`],
    ['a variation selector', `a${char(0xfe0f)}`],
    ['a character that isn’t assigned', `a${char(0x378)}`],
    ['a character that turns the text around', `a${RIGHT_TO_LEFT_OVERRIDE}b`],
    ['half a character', `a${LONE_SURROGATE}`],
    ['too many characters', 'x'.repeat(65)],
    ['a number', 7],
  ])('isn’t one with %s', (_, text) => {
    expect(isIdentifier(text)).toBe(false);
  });

  it('has no character, wherever it stands, that can’t be seen', () => {
    const unseen = fc.constantFrom(...'\t\r\n\0\u007f\u0085\u00ad\u061c\u200e\u2028\u2029\u2066\ufeff');
    fc.assert(
      fc.property(fc.stringMatching(/^\w{0,5}$/), unseen, fc.stringMatching(/^\w{0,5}$/), (before, at, after) => {
        expect(isIdentifier(before + at + after)).toBe(false);
      }),
    );
  });
});

describe('a text for people', () => {
  it.each(['Ada', ' Ada ', '*', 'نورا', `👩${ZERO_WIDTH_JOINER}🔬`])('may be %j', (text) => {
    expect(isDisplayText(text)).toBe(true);
  });

  it.each(['', ' ', 'a\nb', `a${RIGHT_TO_LEFT_OVERRIDE}b`, LONE_SURROGATE, 'x'.repeat(65)])('isn’t %j', (text) => {
    expect(isDisplayText(text)).toBe(false);
  });
});

it('messages name a query’s parameter, and follow a body’s', () => {
  const problem = (schema: v.GenericSchema) => v.safeParse(schema, '').issues?.[0].message;
  expect(problem(identifier(64, 'room'))).toMatch(/^room must be 1 to 64 /);
  expect(problem(identifier(64))).toMatch(/^must be 1 to 64 /);
  expect(problem(displayText(64, 'name'))).toMatch(/^name must be 1 to 64 /);
  expect(problem(displayText(64))).toMatch(/^must be 1 to 64 /);
});
