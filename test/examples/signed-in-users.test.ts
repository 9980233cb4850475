import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type AmplifyAuth, openCognitoPage, stagepassWithCognito } from '../../examples/cognito-page.ts';
import { liveKitTokenSource } from '../../examples/livekit-page/token-source.ts';
import { openOpenIdPage, stagepassWithOpenId, type UserManager } from '../../examples/openid-connect-page.ts';
import { listen } from '../../local/listen.ts';

const CHANNEL = { url: 'https://stagepass.example', channelName: 'stage' };

/** Stagepass, which takes these tokens; what it was asked with. */
function stagepassTaking(...good: string[]) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string, { headers }: RequestInit = {}) => {
    const authorization = new Headers(headers).get('Authorization') ?? '';
    asked.push(`${new URL(url).pathname} ${authorization}`);
    const isGood = good.includes(authorization.replace('Bearer ', ''));
    return isGood
      ? Response.json({ token: 't', expiresAt: new Date(Date.now() + 60_000).toISOString() })
      : Response.json({ error: 'expired', code: 'unauthorized', requestId: 'r' }, { status: 401 });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return asked;
}

describe('the page with Amazon Cognito', () => {
  /** Amplify, with a new token at each refresh. */
  function amplify(isSignedIn = true) {
    const auth = {
      refreshes: 0,
      redirects: 0,
      async fetchAuthSession({ forceRefresh = false } = {}) {
        if (forceRefresh) auth.refreshes += 1;
        const token = `cognito-${auth.refreshes}`;
        return isSignedIn ? { tokens: { accessToken: { toString: () => token } } } : {};
      },
      async signInWithRedirect() {
        auth.redirects += 1;
      },
    };
    return auth satisfies AmplifyAuth;
  }

  it('gets tokens as the user, and refreshes one that was refused', async () => {
    const asked = stagepassTaking('cognito-1');
    const auth = amplify();
    const tokens: string[] = [];
    const fresh = await openCognitoPage(auth, CHANNEL, ({ token }) => tokens.push(token));
    await fresh?.get();
    fresh?.stop();
    expect(tokens).toEqual(['t']);
    expect(asked).toEqual(['/access_token Bearer cognito-0', '/access_token Bearer cognito-1']);
    expect([auth.refreshes, auth.redirects]).toEqual([1, 0]);
  });

  it('leads to the sign-in, and asks for nothing before', async () => {
    const asked = stagepassTaking();
    const auth = amplify(false);
    expect(await openCognitoPage(auth, CHANNEL, () => {})).toBeUndefined();
    expect([auth.redirects, asked]).toEqual([1, []]);
    await expect(stagepassWithCognito(CHANNEL.url, auth).interactivity()).rejects.toMatchObject({ code: 'no_token' });
  });
});

describe('the page with an OpenID provider', () => {
  /** A UserManager that holds this user, and gives a new token at each silent sign-in. */
  function userManager(held: { access_token: string; expired: boolean } | null) {
    let user = held;
    const manager = {
      done: [] as string[],
      async getUser() {
        return user;
      },
      async signinSilent() {
        manager.done.push('silent');
        user = { access_token: `silent-${manager.done.length}`, expired: false };
        return user;
      },
      async signinRedirect() {
        manager.done.push('redirect');
      },
      async signinCallback(address?: string) {
        manager.done.push(`callback ${address}`);
        user = { access_token: 'by-code', expired: false };
        return user;
      },
    };
    return manager satisfies UserManager;
  }

  function page(search: string) {
    const shown: string[] = [];
    const location = { href: `https://app.example/room${search}`, pathname: '/room', search };
    return { location, shown, history: { replaceState: (_: unknown, __: string, url: string) => shown.push(url) } };
  }

  it('leads to the provider, and takes the code that comes back', async () => {
    const asked = stagepassTaking('by-code');
    const users = userManager(null);
    expect(await openOpenIdPage(users, page(''), CHANNEL, () => {})).toBeUndefined();
    expect([users.done, asked]).toEqual([['redirect'], []]);

    const back = page('?code=c&state=s');
    const fresh = await openOpenIdPage(users, back, CHANNEL, () => {});
    await fresh?.get();
    fresh?.stop();
    expect(users.done).toEqual(['redirect', 'callback https://app.example/room?code=c&state=s']);
    expect(back.shown).toEqual(['/room']);
    expect(asked).toEqual(['/access_token Bearer by-code']);
  });

  it('goes no second time to a provider that refused, until the page is opened again', async () => {
    const users = userManager(null);
    users.signinCallback = async () => Promise.reject(new Error('access_denied'));
    const back = page('?error=access_denied&state=s');
    await expect(openOpenIdPage(users, back, CHANNEL, () => {})).rejects.toThrow('access_denied');
    expect([users.done, back.shown]).toEqual([[], ['/room']]);
  });

  it('leads to the provider where a token has ended and can’t be renewed', async () => {
    const users = userManager({ access_token: 'old', expired: true });
    users.signinSilent = async () => Promise.reject(new Error('invalid_grant'));
    expect(await openOpenIdPage(users, page(''), CHANNEL, () => {})).toBeUndefined();
    expect(users.done).toEqual(['redirect']);
  });

  it('renews once for all requests, a token that has ended and one that was refused', async () => {
    for (const expired of [true, false]) {
      const asked = stagepassTaking('silent-1');
      const users = userManager({ access_token: 'old', expired });
      const stagepass = stagepassWithOpenId(CHANNEL.url, users);
      await Promise.all([stagepass.agoraRtc(CHANNEL), stagepass.agoraRtc(CHANNEL), stagepass.agoraRtc(CHANNEL)]);
      expect(users.done).toEqual(['silent']);
      expect(asked.filter((each) => each.endsWith('silent-1'))).toHaveLength(3);
    }
  });
});

it('LiveKit’s SDK asks with the user’s token of the moment', async () => {
  const asked: string[] = [];
  const server = await listen(
    createServer(async (request, response) => {
      const body = (await request.toArray()).join('');
      asked.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`);
      // A token of LiveKit's form that has ended, so that the SDK doesn't keep it.
      const token = ['{}', '{"nbf":1,"exp":2}', ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
      response.end(JSON.stringify({ server_url: 'wss://livekit.example.com', participant_token: token }));
    }),
  );
  onTestFinished(() => server.close());
  let tokens = 0;
  const source = liveKitTokenSource(server.url, async () => {
    tokens += 1;
    return `user-${tokens}`;
  });
  expect(await source.fetch({ roomName: 'lobby' })).toMatchObject({ serverUrl: 'wss://livekit.example.com' });
  await source.fetch({ roomName: 'lobby' });
  expect(asked).toEqual([
    'POST /livekit/token Bearer user-1 {"room_name":"lobby"}',
    'POST /livekit/token Bearer user-2 {"room_name":"lobby"}',
  ]);
});
