import { hs256 } from '../shared/signing/hs256.ts';
import type { TokenDetails } from './contract.ts';
import { type AblyKeys, partsOf } from './keys.ts';

/** What a token is for. */
export interface Granted {
  readonly clientId: string;
  /** JSON as text. */
  readonly capability: string;
  readonly seconds: number;
}

/**
 * An Ably JWT (https://ably.com/docs/auth/token/jwt) within TokenDetails. Without the capability, it would have all that
 * its key has.
 *
 * @param nowMs in ms since 1970.
 */
export async function ablyToken(
  keys: AblyKeys,
  { clientId, capability, seconds }: Granted,
  nowMs: number,
): Promise<TokenDetails> {
  const { keyName, secret } = partsOf(keys);
  const iat = Math.floor(nowMs / 1000);
  const exp = iat + seconds;
  const claims = { iat, exp, 'x-ably-capability': capability, 'x-ably-clientId': clientId };
  return {
    token: await hs256(claims, secret, { kid: keyName }),
    issued: iat * 1000,
    expires: exp * 1000,
    capability,
    clientId,
    expiresAt: new Date(exp * 1000).toISOString(),
  };
}
