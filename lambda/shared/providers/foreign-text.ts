/** Control and format characters (with those that turn the direction of writing), line ends, and what isn't a character. */
const UNREADABLE = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/**
 * Somebody else's words, for an answer or a log of ours: one line, not a long one, that changes nothing of how the text
 * around it reads.
 *
 * @param maxLength in characters.
 */
export function foreignText(text: string, maxLength = 200): string {
  // Twice as many code units hold at least as many characters; the last of them may be half of one.
  const start = [...text.slice(0, 2 * maxLength + 2).replaceAll(UNREADABLE, ' ')];
  return start.length > maxLength ? `${start.slice(0, maxLength - 1).join('')}…` : start.join('').toWellFormed();
}
