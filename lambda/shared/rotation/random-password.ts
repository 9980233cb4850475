import { randomInt } from 'node:crypto';

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The lengths of the values that the stack generates. A rotation makes values of the same length. */
export const PASSWORD_LENGTH = 40;
export const ORIGIN_SECRET_LENGTH = 64;

/** Letters and digits only, so that it needs no escaping in a shell, a URL or a header. */
export function randomPassword(length: number): string {
  return Array.from({ length }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join('');
}
