import { type Client, type Fresh, keepFresh } from '../client/index.ts';

/** What is used of an Agora client: `AgoraRTC.createClient(…)` of agora-rtc-sdk-ng. */
export interface AgoraClient {
  join(appId: string, channel: string, token: string, uid: number): Promise<unknown>;
  renewToken(token: string): Promise<void>;
  on(event: 'token-privilege-did-expire', listener: () => void): void;
}

interface Seat {
  readonly appId: string;
  readonly channelName: string;
  readonly uid: number;
}

interface Token {
  readonly token: string;
  readonly expiresAt: string;
}

/**
 * Joins a channel and stays in it for as long as the app likes: each new token goes to Agora's `renewToken`.
 *
 * @param onLost told when the seat was lost and couldn't be taken again; nothing is renewed from then on.
 * @returns what keeps the token; `stop()` it when the app leaves the channel.
 * @throws what the first token or `join` failed with; nothing is renewed then.
 */
export async function joinAndStay(
  agora: AgoraClient,
  stagepass: Client,
  { appId, channelName, uid }: Seat,
  onLost: (error: unknown) => void,
): Promise<Fresh<Token>> {
  let joined = false;
  const fresh = keepFresh(
    (options) => stagepass.agoraRtc({ channelName, uid, role: 'publisher' }, options),
    async ({ token }) => {
      // Agora refuses it before `join`, which takes the first token itself.
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
  // After a long sleep Agora may notice before we do, and wants to be joined anew.
  agora.on('token-privilege-did-expire', () => {
    join(fresh.renew()).catch(onLost);
  });
  return fresh;
}
