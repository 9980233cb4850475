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

/**
 * Joins a channel and stays in it for as long as the app likes: each new token goes to Agora's `renewToken`.
 *
 * @param onLost told when the seat was lost and couldn't be taken again.
 * @returns what keeps the token; `stop()` it when the app leaves the channel.
 */
export async function joinAndStay(
  agora: AgoraClient,
  stagepass: Client,
  { appId, channelName, uid }: Seat,
  onLost: (error: unknown) => void,
): Promise<Fresh<{ readonly token: string; readonly expiresAt: string }>> {
  let joined = false;
  const fresh = keepFresh(
    (options) => stagepass.agoraRtc({ channelName, uid, role: 'publisher' }, options),
    ({ token }) => {
      if (joined) agora.renewToken(token).catch(onLost);
    },
  );

  async function join(token: string): Promise<void> {
    await agora.join(appId, channelName, token, uid);
    joined = true;
  }

  await join((await fresh.get()).token);
  // After a long sleep Agora may notice before we do, and wants to be joined anew.
  agora.on('token-privilege-did-expire', () => {
    joined = false;
    fresh
      .renew()
      .then(({ token }) => join(token))
      .catch(onLost);
  });
  return fresh;
}
