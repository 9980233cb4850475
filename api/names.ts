import * as v from 'valibot';

/*
 * Texts that are signed into a token as they are: the provider gives access to exactly what is written there.
 */

/**
 * Visible characters, and plain spaces between them. Unicode has more that can't be seen or are no characters: controls and
 * what isn't assigned (C), other spaces and separators (Z), what is to be ignored where a font doesn't know it, and an
 * empty Braille cell.
 */
const VISIBLE = /^(?! )(?:[^*\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]| )+(?<! )$/u;

/** The characters that an `identifier` may have, for the terms that limit one. */
export const IDENTIFIER_CHARSET = /^(?:[^*\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]| )*$/u;

/**
 * A name that access depends on, such as a room's or a user's. Nothing in it may be unseen, or two names could look the
 * same. `*` is refused, because some providers read it as “all”.
 *
 * @param max in UTF-16 code units.
 * @param parameter begins the messages of a query's schema; those of a body's follow the field's name anyway.
 */
export function identifier(max: number, parameter?: string) {
  const expected = must(parameter, `be 1 to ${max} visible characters without * and without spaces at its ends`);
  return v.pipe(v.string(expected), v.regex(VISIBLE, expected), v.minLength(1, expected), v.maxLength(max, expected));
}

/**
 * A text that is only shown to people, such as a display name. Scripts and emoji need joiners, so of the format
 * characters only those that change the writing direction are refused, since they can make a name look like another.
 *
 * @param max in UTF-16 code units.
 * @param parameter as with `identifier`.
 */
export function displayText(max: number, parameter?: string) {
  const expected = must(parameter, `be 1 to ${max} characters of readable text on one line`);
  return v.pipe(
    v.string(expected),
    v.regex(/^(?=.*\S)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+$/u, expected),
    v.minLength(1, expected),
    v.maxLength(max, expected),
  );
}

function must(parameter: string | undefined, be: string): string {
  return parameter === undefined ? `must ${be}` : `${parameter} must ${be}`;
}
