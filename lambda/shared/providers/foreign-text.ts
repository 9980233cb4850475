/** Control and format characters (also those that change the writing direction), line ends, unassigned code points. */
const UNREADABLE = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/**
 * Makes a text from outside, such as a provider's message, safe to show in our answers and logs: one short line without
 * characters that could change how the text around it is shown.
 *
 * @param maxLength in characters.
 */
export function foreignText(text: string, maxLength = 200): string {
  // A character has one or two code units, so this is long enough. The last one may be cut in half.
  const start = [...text.slice(0, 2 * maxLength + 2).replaceAll(UNREADABLE, ' ')];
  return start.length > maxLength ? `${start.slice(0, maxLength - 1).join('')}…` : start.join('').toWellFormed();
}
