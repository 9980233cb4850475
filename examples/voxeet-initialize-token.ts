import { type Client, type Fresh, keepFresh } from 'stagepass/client';

/** The parts used here of @voxeet/voxeet-web-sdk. */
export interface Voxeet {
  initializeToken(accessToken: string, refresh: (isExpired: boolean) => Promise<string>): void;
}

/**
 * Gives VoxeetSDK its first token, and a way to get the next one when it asks.
 *
 * @returns the renewal; call `stop()` on it when the app is done.
 * @throws the error of the first token or of VoxeetSDK. Nothing is renewed then.
 */
export async function initializeVoxeet(
  voxeet: Voxeet,
  stagepass: Client,
): Promise<Fresh<{ access_token: string; expiresAt: string }>> {
  const fresh = keepFresh(
    ({ renew, signal }) => stagepass.interactivity({ renew }, { signal }),
    () => {},
  );
  try {
    const { access_token } = await fresh.get();
    voxeet.initializeToken(access_token, async (isExpired) => {
      // The current token is good, unless the SDK says that it was refused.
      const next = await (isExpired ? fresh.renew() : fresh.get());
      return next.access_token;
    });
  } catch (error) {
    fresh.stop();
    throw error;
  }
  return fresh;
}
