import type { Client } from 'stagepass/client';
import { userOfCookies } from './session.ts';

/** What a relay looks at of `POST /token?room=ROOM`, whatever server it runs on. */
export interface Asked {
  readonly cookies: string | undefined;
  /** The header `Sec-Fetch-Site`, which a browser writes and no page can. */
  readonly fetchSite: string | undefined;
  readonly room: string | undefined;
}

/**
 * What only the app can know. Stagepass sees one caller with a password, so whatever isn't checked here, nobody checks:
 *
 * 1. Who asks, by the app's own session. Never by a name in the request.
 * 2. `mayJoin`: whether this user may be in this room, also who may only watch.
 * 3. That a page of the app asks, and no other page with the user's cookie: `Sec-Fetch-Site`, and POST alone. Cookies
 *    should be `SameSite=Lax` or `Strict` too.
 * 4. How often a user may ask. That isn't done here: use what limits the app's other routes.
 *
 * And the caller's own rights in Stagepass should leave out what no user of the app needs.
 */
export interface Rules {
  /** Of the sessions' signatures. */
  readonly sessionKey: Uint8Array;
  mayJoin(user: string, room: string): Promise<boolean> | boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A token that says who the app's user is. Never rejects: what went wrong is in the log, and the browser isn't told. */
export async function tokenForUser(asked: Asked, stagepass: Client, rules: Rules): Promise<Answer> {
  try {
    if (asked.fetchSite !== 'same-origin') return refused(403, 'only the app’s own pages may ask');
    const user = await userOfCookies(asked.cookies, rules.sessionKey);
    if (user === undefined) return refused(401, 'sign in first');
    const room = asked.room ?? '';
    if (!(await rules.mayJoin(user, room))) return refused(403, 'this room is not yours');
    const { server_url, participant_token, expiresAt } = await stagepass.livekit({ room, identity: user });
    return { status: 200, body: { server_url, participant_token, expiresAt } };
  } catch (error) {
    // biome-ignore lint/suspicious/noConsole: the relay's log
    console.error(error);
    return refused(502, 'no token just now');
  }
}

function refused(status: number, error: string): Answer {
  return { status, body: { error } };
}
