import { type Client, type Fresh, keepFresh } from 'stagepass/client';

/** The parts used here of an Agora client, which `AgoraRTC.createClient(…)` of agora-rtc-sdk-ng makes. */
export interface AgoraClient {
  join(appId: string, channel: string, token: string, uid: number | string): Promise<unknown>;
  renewToken(token: string): Promise<void>;
  on(event: 'token-privilege-did-expire', listener: () => void): void;
}

interface Seat {
  readonly appId: string;
  readonly channelName: string;
  /** A text is a user account, such as the name of a signed-in user. */
  readonly uid: number | string;
}

interface Token {
  readonly token: string;
  readonly expiresAt: string;
}

/**
 * Joins a channel and keeps the client in it: each new token goes to Agora's `renewToken`.
 *
 * @param onLost called when the client lost the channel and could not join again. Tokens are no longer renewed then.
 * @returns the renewal; call `stop()` on it when the app leaves the channel.
 * @throws the error of the first token or of `join`. Nothing is renewed then.
 */
export async function joinAndStay(
  agora: AgoraClient,
  stagepass: Client,
  { appId, channelName, uid }: Seat,
  onLost: (error: unknown) => void,
): Promise<Fresh<Token>> {
  const user = typeof uid === 'number' ? { uid } : { account: uid };
  let joined = false;
  const fresh = keepFresh(
    (options) => stagepass.agoraRtc({ channelName, role: 'publisher', ...user }, options),
    async ({ token }) => {
      // Agora refuses renewToken before `join`. The first token is given to `join`.
      if (joined) await agora.renewToken(token);
    },
  );

  async function join(asked: Promise<Token>): Promise<void> {
    joined = false;
    try {
      const { token } = await asked;
      await agora.join(appId, channelName, token, uid);
      joined = true;
    } catch (error) {
      fresh.stop();
      throw error;
    }
  }

  await join(fresh.get());
  // After the machine slept, Agora may notice the end of the token first. Then the client must join again.
  agora.on('token-privilege-did-expire', () => {
    join(fresh.renew()).catch(onLost);
  });
  return fresh;
}
