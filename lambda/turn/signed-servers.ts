import { iceServers } from './ice-servers.ts';
import type { SharedSecretKeys } from './keys.ts';
import { signedCredential } from './signed-credential.ts';
import type { VendIceServers } from './vend.ts';

/**
 * Credentials for servers that this stage shares a secret with. Each answer has one of its own.
 *
 * @param now in ms since 1970.
 */
export function signedServers(
  keys: () => Promise<SharedSecretKeys>,
  urls: readonly string[],
  now: () => number,
): VendIceServers {
  return async ({ userId, caller, seconds }) => {
    const { secret } = await keys();
    const expiresAt = Math.floor(now() / 1000) + seconds;
    return {
      iceServers: iceServers(urls, signedCredential(secret, userId ?? caller, expiresAt)),
      expiresAt: new Date(expiresAt * 1000).toISOString(),
    };
  };
}
