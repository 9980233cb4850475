import fc from 'fast-check';

const SURROGATES_AT = 0xd800;
const SURROGATES = 0x800;

/**
 * For `fc.string({ unit: anyCharacter })`: every code point that UTF-8 can hold, as fast-check's own 'binary' has them.
 * That one makes a table of all of them, a million, for each use.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.integer({ min: 0, max: 0x10_ffff - SURROGATES }).map(
  (at) => String.fromCodePoint(at < SURROGATES_AT ? at : at + SURROGATES),
  (character) => {
    const code = typeof character === 'string' ? character.codePointAt(0) : undefined;
    if (code === undefined || String.fromCodePoint(code) !== character) throw new Error('no character');
    return code < SURROGATES_AT ? code : code - SURROGATES;
  },
);
