/** A text of others, such as a user's name: what a terminal would not show, or would obey, is escaped. */
export function shownText(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${(sign.codePointAt(0) as number).toString(16)}}`);
}
