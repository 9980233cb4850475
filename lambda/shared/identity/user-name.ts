const MAX_LENGTH = 256;

/** Whether a text is the same everywhere that it is passed on to: no control character is in it, nor half a surrogate pair. */
export function isPlainText(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text);
}

/** Whether a user may have this name. */
export function isUserName(text: string): boolean {
  return text.length >= 1 && text.length <= MAX_LENGTH && isPlainText(text);
}
