import { base64Bytes } from './bytes.ts';
import type { Decoded } from './decode.ts';
import { readableEnd, readableTime } from './readable-time.ts';

/** What every issuer’s times are called. */
const TIMES: Readonly<Record<string, string>> = { exp: 'Ends', iat: 'Issued', nbf: 'Not before' };

/** The parts of a JSON Web Token that can be read without its key. */
export interface ReadJwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly isSigned: boolean;
}

/** How a provider’s JSON Web Tokens are told from others, and what their claims are called. */
export interface JwtKind {
  readonly format: string;
  /** Whether it is one of the provider’s. A claim is only looked at for this, never believed. */
  readonly fits: (claims: ReadJwt['claims'], header: ReadJwt['header']) => boolean;
  /** What a person calls a claim. Others are shown under their own names. */
  readonly names?: Readonly<Record<string, string>>;
  /** The rows in place of a claim’s own one. */
  readonly rowsOf?: Readonly<Record<string, (value: unknown) => readonly (readonly [name: string, value: string])[]>>;
}

/**
 * @returns undefined for a text that doesn't look like a JSON Web Token.
 * @throws Error when the header or the claims can’t be read.
 */
export function readJwt(token: string): ReadJwt | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return undefined;
  const [header = '', payload = '', signature = ''] = token.split('.');
  return { header: part(header), claims: part(payload), isSigned: signature !== '' };
}

/**
 * Reads the header and the claims of a JSON Web Token.
 *
 * @returns undefined for a text that doesn't look like one.
 * @throws Error when the header or the claims can’t be read.
 */
export function jwt(token: string): Decoded | undefined {
  return jwtOf({ format: 'JSON Web Token', fits: () => true })(token);
}

/** Reads the tokens of a provider, and no other JSON Web Tokens. */
export function jwtOf({ format, fits, names = {}, rowsOf = {} }: JwtKind): (token: string) => Decoded | undefined {
  return (token) => {
    const read = readJwt(token);
    if (read === undefined || !fits(read.claims, read.header)) return undefined;
    const { header, claims, isSigned } = read;
    const rows = Object.entries(claims).flatMap(
      ([name, value]) =>
        rowsOf[name]?.(value) ?? [[names[name] ?? TIMES[name] ?? name, claimText(name, value)] as const],
    );
    const signed = isSigned
      ? `${plainText(header.alg)}; only who holds the key can check it`
      : 'none: anybody could have made it';
    return { format, rows: [...rows, ['Signature', signed]] };
  };
}

/** A value as text: JSON for what isn’t text already. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : String(JSON.stringify(value));
}

/** Whether the value has fields. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A row for each field, with what it is called. */
export function rowsIn(value: unknown, names: Readonly<Record<string, string>> = {}): [name: string, value: string][] {
  return Object.entries(isObject(value) ? value : {}).map(([name, field]) => [names[name] ?? name, plainText(field)]);
}

function claimText(name: string, value: unknown): string {
  if (!Object.hasOwn(TIMES, name) || typeof value !== 'number') return plainText(value);
  return name === 'exp' ? readableEnd(value) : readableTime(value);
}

function part(encoded: string): Record<string, unknown> {
  const read: unknown = JSON.parse(new TextDecoder().decode(base64Bytes(encoded)));
  if (!isObject(read)) throw new Error('the part is no JSON object');
  return read;
}
