import { type Client, createClient, type Fresh, keepFresh } from 'stagepass/client';

/** The parts used here of a `UserManager` of oidc-client-ts 3, for any OpenID provider. */
export interface UserManager {
  getUser(): Promise<User | null>;
  /** Gets a new token by the refresh token. */
  signinSilent(): Promise<User | null>;
  signinRedirect(): Promise<void>;
  signinCallback(address?: string): Promise<User | undefined>;
}

interface User {
  readonly access_token: string;
  readonly expired: boolean | undefined;
}

/** The parts used here of `window`. */
export interface Page {
  readonly location: { readonly href: string; readonly pathname: string; readonly search: string };
  readonly history: { replaceState(data: unknown, unused: string, url: string): void };
}

interface Token {
  readonly token: string;
  readonly expiresAt: string;
}

/** A client that asks as the user who is signed in with the OpenID provider. */
export function stagepassWithOpenId(url: string, users: UserManager): Client {
  // Many providers take a refresh token once: two requests with the same one would end the session.
  let renewing: Promise<User | null> | undefined;
  const renewed = () => {
    renewing ??= users.signinSilent().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
  return createClient({
    url,
    async token({ renew }) {
      const kept = renew ? null : await users.getUser();
      const user = kept !== null && !kept.expired ? kept : await renewed();
      if (user === null) throw new Error('nobody is signed in');
      return user.access_token;
    },
  });
}

/**
 * What the page does when it opens. A user who isn't signed in goes to the provider's page. It leads back to this page with
 * a `code`, which becomes the user's tokens. For a signed-in user, `onToken` gets a token for the channel, and the next ones.
 *
 * @returns the renewal; call `stop()` on it when the user leaves the channel. Undefined on the way to the provider.
 * @throws Error when the sign-in failed, such as `access_denied`: show it, with a button that signs in anew.
 */
export async function openOpenIdPage(
  users: UserManager,
  { location, history }: Page,
  { url, channelName }: { readonly url: string; readonly channelName: string },
  onToken: (token: Token) => unknown,
): Promise<Fresh<Token> | undefined> {
  const answer = new URLSearchParams(location.search);
  if (answer.has('code') || answer.has('error')) {
    try {
      // It throws what the provider refused. To go there again by ourselves could bring the same answer, on and on.
      await users.signinCallback(location.href);
    } finally {
      // The answer is used up: without this, a reload would fail.
      history.replaceState(undefined, '', location.pathname);
    }
  }
  const kept = await users.getUser();
  // The refresh token may have ended, too.
  const user = kept?.expired ? await users.signinSilent().catch(() => null) : kept;
  if (user === null) {
    await users.signinRedirect();
    return undefined;
  }
  const stagepass = stagepassWithOpenId(url, users);
  // The caller's rights say whose tokens these are: with accounts: ['{user}'] the request needs no name.
  return keepFresh((options) => stagepass.agoraRtc({ channelName }, options), onToken);
}
