/** Characters that can’t be seen, or that change how others are: controls, marks of direction, ends of lines. */
export const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The text with those characters written out, so that it looks like what it is. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
}

/** Escapes by UTF-16 code units, as several languages have them. */
export function codeUnits(text: string): string {
  return Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );
}
