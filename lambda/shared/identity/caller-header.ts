/*
 * The header by which the guard tells the origin who asks: a caller’s name, and for a signed-in user also who that is. All
 * of it is in one header, so that the authorizer’s decision is cached by all of it: one user never gets another’s.
 */

/** A signed-in user, as the guard read it from a token. */
export interface SignedInUser {
  /** The value of the claim that names the user. */
  readonly name: string;
  /** The configuration’s name of who signed the token. */
  readonly issuer: string;
  /** By the names that rights use: the values of claims. A claim that the token doesn’t have is left out. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Who asks. */
export interface Identity {
  readonly caller: string;
  /** Undefined for a caller with a password. */
  readonly user?: SignedInUser | undefined;
}

/**
 * The longest value of the header, in bytes. API Gateway takes 10,240 bytes of request line and headers together, and
 * 8 KB as an authorizer’s answer.
 */
export const MAX_CALLER_HEADER_BYTES = 4_096;

/** What the header has beside the values of claims. So a value can’t have one of these names. */
export const RESERVED_VALUES = ['user', 'issuer'] as const;

/**
 * `members?user=ada&issuer=app&tenant=acme&room=a&room=b`: the caller’s name alone, or the name and a percent-encoded
 * query. Only ASCII, whatever the claims hold.
 *
 * @throws URIError for a text that isn’t well formed.
 */
export function callerHeader({ caller, user }: Identity): string {
  if (user === undefined) return caller;
  let header = `${caller}?user=${encodeURIComponent(user.name)}&issuer=${encodeURIComponent(user.issuer)}`;
  for (const [name, values] of Object.entries(user.values)) {
    for (const value of values) header += `&${name}=${encodeURIComponent(value)}`;
  }
  return header;
}

/** @returns undefined for a text that `callerHeader` doesn’t write. */
export function readCallerHeader(text: string): Identity | undefined {
  const at = text.indexOf('?');
  if (at < 0) return { caller: text };
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text.slice(at + 1))) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  const [name, ...otherNames] = values.get('user') ?? [];
  const [issuer, ...otherIssuers] = values.get('issuer') ?? [];
  if (!name || !issuer || otherNames.length + otherIssuers.length > 0) return undefined;
  for (const reserved of RESERVED_VALUES) values.delete(reserved);
  return { caller: text.slice(0, at), user: { name, issuer, values: Object.fromEntries(values) } };
}
