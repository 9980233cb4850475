/**
 * What can be wrong with a user's token, in the order in which it is checked: the cheap first, the signature last. Viewers
 * are told this word and nothing else.
 */
export const tokenFaults = [
  'malformed',
  'critical header',
  'type',
  'issuer',
  'algorithm',
  'expired',
  'too early',
  'audience',
  'claims',
  'key',
  'signature',
] as const;
export type TokenFault = (typeof tokenFaults)[number];

/** The fault of the issuer that the token came furthest with. */
export function furthest(faults: readonly TokenFault[]): TokenFault {
  return tokenFaults.findLast((fault) => faults.includes(fault)) ?? 'issuer';
}
