import { type Client, createClient, type Fresh, keepFresh } from 'stagepass/client';

/** The parts used here of aws-amplify/auth 6. Before, the page calls `Amplify.configure` with its user pool. */
export interface AmplifyAuth {
  fetchAuthSession(options?: { forceRefresh?: boolean }): Promise<{
    readonly tokens?: { readonly accessToken: { toString(): string } };
  }>;
  signInWithRedirect(): Promise<void>;
}

interface Token {
  readonly token: string;
  readonly expiresAt: string;
}

/**
 * A client that asks as the user who is signed in with Amazon Cognito. Amplify keeps the user's tokens, and gets new ones when
 * they end.
 *
 * This is for an issuer with `claims: { token_use: 'access' }`. For `token_use: 'id'`, use `tokens.idToken`.
 */
export function stagepassWithCognito(url: string, auth: AmplifyAuth): Client {
  return createClient({
    url,
    async token({ renew }) {
      const { tokens } = await auth.fetchAuthSession({ forceRefresh: renew === true });
      if (tokens === undefined) throw new Error('nobody is signed in');
      return tokens.accessToken.toString();
    },
  });
}

/**
 * What the page does when it opens. A user who isn't signed in goes to Cognito's page, which leads back to this one. For
 * one who is, `onToken` gets a token for the channel, and the next ones.
 *
 * @returns the renewal; call `stop()` on it when the user leaves the channel. Undefined on the way to Cognito.
 */
export async function openCognitoPage(
  auth: AmplifyAuth,
  { url, channelName }: { readonly url: string; readonly channelName: string },
  onToken: (token: Token) => unknown,
): Promise<Fresh<Token> | undefined> {
  const { tokens } = await auth.fetchAuthSession();
  if (tokens === undefined) {
    await auth.signInWithRedirect();
    return undefined;
  }
  const stagepass = stagepassWithCognito(url, auth);
  // The caller's rights say whose tokens these are: with accounts: ['{user}'] the request needs no name.
  return keepFresh((options) => stagepass.agoraRtc({ channelName }, options), onToken);
}
