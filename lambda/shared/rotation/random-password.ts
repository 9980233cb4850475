import { randomInt } from 'node:crypto';

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The lengths of what the stack generates; a rotation makes more of the same. */
export const PASSWORD_LENGTH = 40;
export const ORIGIN_SECRET_LENGTH = 64;

/** Letters and digits: nothing that a shell, a URL or a header would want escaped. */
export function randomPassword(length: number): string {
  return Array.from({ length }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join('');
}
