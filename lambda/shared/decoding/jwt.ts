import { base64Bytes } from './bytes.ts';
import type { Decoded } from './decode.ts';
import { readableTime } from './readable-time.ts';

const TIMES = new Set(['exp', 'iat', 'nbf']);

/**
 * Reads the header and the claims of a JSON Web Token.
 *
 * @returns undefined for a text that doesn't look like one.
 * @throws Error when the header or the claims can’t be read.
 */
export function jwt(token: string): Decoded | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return undefined;
  const [header = '', payload = '', signature = ''] = token.split('.');
  const { alg } = part(header);
  const claims = Object.entries(part(payload)).map(([name, value]): [string, string] => [
    name,
    TIMES.has(name) && typeof value === 'number' ? readableTime(value) : plain(value),
  ]);
  const signed =
    signature === '' ? 'none: anybody could have made it' : `${plain(alg)}; only who holds the key can check it`;
  return { format: 'JSON Web Token', rows: [...claims, ['Signature', signed]] };
}

function part(encoded: string): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(base64Bytes(encoded)));
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
