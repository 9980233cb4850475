const MAX_LENGTH = 256;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a name.
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

/** Whether a text is the same everywhere that it is passed on to: UTF-8 can carry it, and nothing in it is a control character. */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !CONTROL_CHARACTER.test(text);
}

/** Whether a user may have this name. */
export function isUserName(text: string): boolean {
  return text.length >= 1 && text.length <= MAX_LENGTH && isPlainText(text);
}
