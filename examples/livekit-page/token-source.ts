import { TokenSource, type TokenSourceConfigurable } from 'livekit-client';

/**
 * A source of tokens for LiveKit's SDK (`session`, `useSession`) as the user who is signed in. It keeps a LiveKit token while
 * that is valid, and asks for a new one with the user's token of that moment.
 *
 * `TokenSource.endpoint` alone takes its headers once, so it would go on with a user's token that has ended. It still writes
 * the request and reads the answer here.
 *
 * @param url of Stagepass.
 * @param token gives the user's token, as the client's `token` does.
 */
export function liveKitTokenSource(url: string, token: () => Promise<string> | string): TokenSourceConfigurable {
  return TokenSource.custom(async (options) => {
    const headers = { Authorization: `Bearer ${await token()}` };
    return TokenSource.endpoint(`${url}/livekit/token`, { headers }).fetch(options);
  });
}
