import type { Issuer, TokenCaller } from '../config.ts';

type ClaimValue = string | number | boolean;

/** Values by a claim's name, or by a JSON pointer to one inside another. */
export type GivenClaims = Readonly<Record<string, ClaimValue | readonly ClaimValue[]>>;

/** A claim is in the way of one inside it. */
export class ClaimConflict extends Error {
  override readonly name = 'ClaimConflict';
}

/**
 * The claims of a user's token, but for its times: what the issuer's configuration and the caller's `where` demand, and
 * what is given, which takes precedence.
 *
 * @param caller undefined for a token that need not fit any.
 * @throws ClaimConflict
 */
export function claimsFor(
  issuer: Issuer,
  caller: TokenCaller | undefined,
  user: string,
  given: GivenClaims,
): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  const set = (all: GivenClaims) => {
    for (const [name, value] of Object.entries(all)) put(claims, pathOf(name), value);
  };
  const firstOf = (wanted: Issuer['claims']) =>
    Object.fromEntries(
      Object.entries(wanted).flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]])),
    );
  set({ iss: issuer.issuer, sub: user, ...(caller && { [caller.user]: user }) });
  set(firstOf({ aud: issuer.audience ?? [], client_id: issuer.clientIds ?? [], azp: issuer.authorizedParties ?? [] }));
  set(firstOf(issuer.claims));
  set(firstOf(caller?.where ?? {}));
  set(given);
  return claims;
}

/** The names of the claims on the way to a claim (RFC 6901 where it is a pointer). */
function pathOf(claim: string): string[] {
  if (!claim.startsWith('/')) return [claim];
  return claim
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function put(into: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  const there = Object.hasOwn(into, name) ? into[name] : undefined;
  if (rest.length === 0) {
    define(into, name, value);
    return;
  }
  if (there !== undefined && (typeof there !== 'object' || there === null || Array.isArray(there))) {
    throw new ClaimConflict(`the claim ${JSON.stringify(name)} is no object, so it holds no other claim`);
  }
  const inner = { ...there };
  put(inner, rest, value);
  define(into, name, inner);
}

/** An assignment would set the prototype where the name is `__proto__`. */
function define(into: object, name: string, value: unknown): void {
  Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
}
