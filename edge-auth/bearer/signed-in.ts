import type { CallersUser } from '../../lambda/shared/denied-users/denied-users.ts';
import type { Identity } from '../../lambda/shared/identity/caller-header.ts';
import type { Algorithm, GuardConfig, TokenCaller } from '../config.ts';
import { hasWanted } from './claims.ts';
import { identityOf, type UserRefusal, userIn } from './identity-of.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { type JsonWebToken, parseJsonWebToken } from './json-web-token.ts';
import { faultOf } from './token-checks.ts';
import { furthest, type TokenFault } from './token-faults.ts';
import { isSignedWith, type VerificationKey } from './verification-keys.ts';

export type TokenRefusal =
  | { readonly kind: 'invalidToken'; readonly fault: TokenFault }
  /** It is right, but no caller is for it. */
  | { readonly kind: 'noCaller' }
  /** The caller that it is for is disabled. */
  | { readonly kind: 'callerDisabled' }
  /** The issuer's keys can't be had just now. */
  | { readonly kind: 'unavailable' }
  | UserRefusal;

/** Who asks with a token, or why it says nobody; with what is known of both. */
export type SignedIn =
  | {
      readonly kind: 'signedIn';
      readonly identity: Identity;
      /** What tells the origin of the identity. */
      readonly header: string;
      readonly audience: TokenCaller['audience'];
      /** The user, as each caller of the token's issuer names it: whether or not the token fits that caller. */
      readonly names: () => readonly CallersUser[];
    }
  | { readonly kind: 'refused'; readonly refusal: TokenRefusal; readonly caller?: string; readonly issuer?: string };

type Verdict = TokenFault | 'right' | 'unavailable';

/**
 * Reads users' tokens. A token is that of the first caller, in the order of the configuration, whose issuer signed it and
 * whose `where` it fits. Two issuers may have the same `iss`, with different audiences or claims: a pool of users has ID
 * tokens and access tokens.
 *
 * @param now in ms since 1970.
 */
export function signedInReader(
  { issuers, tokenCallers }: Pick<GuardConfig, 'issuers' | 'tokenCallers'>,
  keysOf: ReadonlyMap<string, IssuerKeys>,
  now: () => number,
): (token: string) => Promise<SignedIn> {
  function verdictOf(token: JsonWebToken, name: string): Verdict | Promise<Verdict> {
    const [issuer, keys] = [issuers[name], keysOf.get(name)];
    if (issuer === undefined || keys === undefined) throw new Error('a caller’s token names no issuer of the stage');
    const fault = faultOf(token, issuer, now());
    if (fault !== undefined) return fault;
    const named = keys.withId(token.kid);
    // Keys that are held are used at once: a promise more would cost a tenth of what an RSA signature does.
    if (!(named instanceof Promise)) return verdictBy(named, token);
    return named.then(
      (found) => verdictBy(found, token),
      () => 'unavailable',
    );
  }

  function namesOf({ iss, claims }: JsonWebToken): CallersUser[] {
    return tokenCallers.flatMap(({ name: caller, issuer, user: claim }) => {
      const user = issuers[issuer]?.issuer === iss ? userIn(claims, claim) : undefined;
      return user === undefined ? [] : [{ caller, user }];
    });
  }

  return async (text) => {
    const token = parseJsonWebToken(text);
    if (typeof token === 'string') return { kind: 'refused', refusal: { kind: 'invalidToken', fault: token } };

    const verdicts = new Map<string, Verdict>();
    for (const caller of tokenCallers) {
      const found = verdicts.get(caller.issuer) ?? verdictOf(token, caller.issuer);
      const verdict = typeof found === 'string' ? found : await found;
      verdicts.set(caller.issuer, verdict);
      if (verdict !== 'right' && verdict !== 'unavailable') continue;
      if (!hasWanted(token.claims, caller.where)) continue;
      const { name, issuer } = caller;
      // Perhaps it is this caller's: a later one would be the wrong one.
      if (verdict === 'unavailable') return { kind: 'refused', refusal: { kind: 'unavailable' }, issuer };
      if (caller.disabled) return { kind: 'refused', refusal: { kind: 'callerDisabled' }, caller: name, issuer };
      const own = identityOf(caller, token.claims);
      if ('kind' in own) return { kind: 'refused', refusal: own, caller: name, issuer };
      return { kind: 'signedIn', ...own, audience: caller.audience, names: () => namesOf(token) };
    }
    return refusedBy(verdicts);
  };
}

function verdictBy(named: readonly VerificationKey[], { alg, signed, signature }: JsonWebToken): Verdict {
  const algorithm = alg as Algorithm;
  const fitting = named.filter(({ algorithms }) => algorithms.includes(algorithm));
  if (fitting.length === 0) return 'key';
  return fitting.some((key) => isSignedWith(key, algorithm, signed, signature)) ? 'right' : 'signature';
}

function refusedBy(verdicts: ReadonlyMap<string, Verdict>): SignedIn {
  const issuerWith = (wanted: Verdict) => [...verdicts].find(([, verdict]) => verdict === wanted)?.[0];
  for (const [verdict, kind] of [
    ['unavailable', 'unavailable'],
    ['right', 'noCaller'],
  ] as const) {
    const issuer = issuerWith(verdict);
    if (issuer !== undefined) return { kind: 'refused', refusal: { kind }, issuer };
  }
  const faults = [...verdicts.values()].filter((verdict) => verdict !== 'right' && verdict !== 'unavailable');
  const fault = furthest(faults);
  const issuer = fault === 'issuer' ? undefined : issuerWith(fault);
  return { kind: 'refused', refusal: { kind: 'invalidToken', fault }, ...(issuer && { issuer }) };
}
