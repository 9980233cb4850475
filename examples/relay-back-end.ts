import type { IncomingMessage, RequestListener } from 'node:http';
import type { Client } from 'stagepass/client';

/**
 * What only the app can know. Stagepass sees one caller with a password, so whatever isn't checked here, nobody checks:
 *
 * 1. `userOf`: who asks, by the app's own session. Never by a name in the request.
 * 2. `mayJoin`: whether this user may be in this room, also who may only watch.
 * 3. That a page of the app asks, and no other page with the user's cookie: `relay` looks at `Sec-Fetch-Site`, and takes
 *    POST alone. Cookies should be `SameSite=Lax` or `Strict` too.
 * 4. How often a user may ask. That isn't done here: use what limits the app's other routes.
 *
 * And the caller's own rights in Stagepass should leave out what no user of the app needs.
 */
export interface Rules {
  /** Undefined for somebody who isn't signed in. */
  userOf(request: IncomingMessage): Promise<string | undefined> | string | undefined;
  mayJoin(user: string, room: string): Promise<boolean> | boolean;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * `POST /token?room=ROOM` of a small back end: it asks Stagepass with its password, for a token that says who the app's user
 * is. `createServer(relay(stagepass, rules)).listen(8081, '127.0.0.1')` runs it behind the app's own server.
 *
 * @param stagepass a client with `credentials`. Keep the password out of the source: read it from the environment.
 */
export function relay(stagepass: Client, rules: Rules): RequestListener {
  return async (request, response) => {
    const { status, body } = await answerTo(request, stagepass, rules).catch((error: unknown) => {
      // biome-ignore lint/suspicious/noConsole: the back end's log. The browser learns no more than that it failed.
      console.error(error);
      return refused(502, 'no token just now');
    });
    const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
    response.writeHead(status, headers).end(JSON.stringify(body));
  };
}

async function answerTo(request: IncomingMessage, stagepass: Client, { userOf, mayJoin }: Rules): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://relay');
  if (pathname !== '/token' || request.method !== 'POST') return refused(404, 'there is POST /token alone');
  if (request.headers['sec-fetch-site'] !== 'same-origin') return refused(403, 'only the app’s own pages may ask');
  const user = await userOf(request);
  if (user === undefined) return refused(401, 'sign in first');
  const room = searchParams.get('room') ?? '';
  if (!(await mayJoin(user, room))) return refused(403, 'this room is not yours');
  const { server_url, participant_token, expiresAt } = await stagepass.livekit({ room, identity: user });
  return { status: 200, body: { server_url, participant_token, expiresAt } };
}

function refused(status: number, error: string): Answer {
  return { status, body: { error } };
}
