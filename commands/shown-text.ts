const UNSHOWN = /[\p{C}\p{Zl}\p{Zp}]/gu;
const UNSHOWN_IN_LINES = /(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/gu;

/** A text of others, such as a user's name: what a terminal would not show, or would obey, is escaped. */
export function shownText(text: string): string {
  return text.replaceAll(UNSHOWN, escaped);
}

/** The same for a text of several lines. */
export function shownLines(text: string): string {
  return text.replaceAll(UNSHOWN_IN_LINES, escaped);
}

/** The same for a name within a line: in quotes where it could be taken for more than a name. */
export function shownName(name: string): string {
  return /^[\p{L}\p{N}_.@+|:-]+$/u.test(name) ? name : shownText(JSON.stringify(name));
}

function escaped(sign: string): string {
  return `\\u{${(sign.codePointAt(0) as number).toString(16)}}`;
}
