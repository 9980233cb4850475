import { createHmac } from 'node:crypto';
import type { TokenRequest } from './contract.ts';
import { type AblyKeys, partsOf } from './keys.ts';
import type { Granted } from './token.ts';

/**
 * A signed TokenRequest: https://ably.com/docs/api/token-request-spec. Ably takes it once, within two minutes of its
 * timestamp, and gives a token that lives for `ttl` from then.
 *
 * @param nonce 16 random characters or more.
 * @param nowMs in ms since 1970.
 */
export function ablyTokenRequest(
  keys: AblyKeys,
  { clientId, capability, seconds }: Granted,
  nonce: string,
  nowMs: number,
): TokenRequest {
  const { keyName, secret } = partsOf(keys);
  const ttl = seconds * 1000;
  const signed = [keyName, ttl, capability, clientId, nowMs, nonce].map((field) => `${field}\n`).join('');
  return {
    keyName,
    clientId,
    capability,
    ttl,
    timestamp: nowMs,
    nonce,
    mac: createHmac('sha256', secret).update(signed).digest('base64'),
    expiresAt: new Date(nowMs + ttl).toISOString(),
  };
}
