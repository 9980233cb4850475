import type { Issuer } from '../config.ts';
import { hasWanted } from './claims.ts';
import { type JsonWebToken, own } from './json-web-token.ts';
import type { TokenFault } from './token-faults.ts';

/**
 * What is wrong with a token for this issuer, without a look at its signature; undefined where nothing is. It comes before
 * the signature, so that no key is looked for, and none fetched, for what wouldn't be accepted anyway.
 *
 * @param now in ms since 1970.
 */
export function faultOf(token: JsonWebToken, issuer: Issuer, now: number): TokenFault | undefined {
  if (token.iss !== issuer.issuer) return 'issuer';
  if (!issuer.algorithms.some((algorithm) => algorithm === token.alg)) return 'algorithm';
  if (now >= (token.exp + issuer.leewaySeconds) * 1000) return 'expired';
  if (token.nbf !== undefined && now < (token.nbf - issuer.leewaySeconds) * 1000) return 'too early';
  if (!isMeantForUs(token, issuer)) return 'audience';
  return hasWanted(token.claims, issuer.claims) ? undefined : 'claims';
}

function isMeantForUs({ claims }: JsonWebToken, { audience, clientIds, authorizedParties }: Issuer): boolean {
  const isOneOf = (allowed: readonly string[] | undefined, name: string) =>
    allowed === undefined || allowed.some((value) => value === own(claims, name));
  return (
    hasAudience(own(claims, 'aud'), audience) && isOneOf(clientIds, 'client_id') && isOneOf(authorizedParties, 'azp')
  );
}

/** A text or a list of texts (RFC 7519 §4.1.3). */
function hasAudience(aud: unknown, allowed: readonly string[] | undefined): boolean {
  if (allowed === undefined) return true;
  const given: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return given.every((each) => typeof each === 'string') && given.some((each) => allowed.includes(each));
}
