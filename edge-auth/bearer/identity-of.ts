import { callerHeader, type Identity, MAX_CALLER_HEADER_BYTES } from '../../lambda/shared/identity/caller-header.ts';
import { isUserName } from '../../lambda/shared/identity/user-name.ts';
import type { TokenCaller } from '../config.ts';
import { claimAt, valuesAt } from './claims.ts';
import type { Members } from './json-web-token.ts';

export type UserRefusal =
  /** The token doesn't name its user by this claim of the configuration. */
  | { readonly kind: 'noUser'; readonly claim: string }
  /** The claims that the caller's rights use are too long to be passed on. */
  | { readonly kind: 'claimsTooLong' };

/** Who asks with a token that has these claims, as this caller, and the header that says so. */
export function identityOf(caller: TokenCaller, claims: Members): { identity: Identity; header: string } | UserRefusal {
  const name = userIn(claims, caller.user);
  if (name === undefined) return { kind: 'noUser', claim: caller.user };
  const values: Record<string, readonly string[]> = {};
  for (const [value, claim] of Object.entries(caller.values)) {
    const given = valuesAt(claims, claim);
    if (given !== undefined) values[value] = given;
  }
  const identity = { caller: caller.name, user: { name, issuer: caller.issuer, values } };
  // It is ASCII: as many bytes as characters.
  const header = callerHeader(identity);
  return header.length > MAX_CALLER_HEADER_BYTES ? { kind: 'claimsTooLong' } : { identity, header };
}

/** The user that this claim names; undefined where it can't be one. */
export function userIn(claims: Members, name: string): string | undefined {
  const claim = claimAt(claims, name);
  if (Number.isSafeInteger(claim)) return String(claim);
  return typeof claim === 'string' && isUserName(claim) ? claim : undefined;
}
