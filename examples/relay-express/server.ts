import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createClient } from 'stagepass/client';
import { sessionCookie } from '../relay/session.ts';
import { tokenForUser } from '../relay/token-for-user.ts';

const { STAGEPASS_URL = 'http://127.0.0.1:8080', STAGEPASS_PASSWORD, SESSION_KEY, PORT = '3000' } = process.env;
if (STAGEPASS_PASSWORD === undefined) throw new Error('STAGEPASS_PASSWORD must be the password of the caller client');

const stagepass = createClient({
  url: STAGEPASS_URL,
  credentials: { username: 'client', password: STAGEPASS_PASSWORD },
});
const sessionKey = SESSION_KEY === undefined ? randomBytes(32) : Buffer.from(SESSION_KEY, 'base64');

/** Stands for the app's own list. */
const members: Readonly<Record<string, readonly string[]>> = { lobby: ['ada', 'grace'] };
const rules = { sessionKey, mayJoin: (user: string, room: string) => members[room]?.includes(user) === true };

const app = express();
app.disable('x-powered-by');
app.post('/token', async ({ headers, query }, response) => {
  const room = typeof query.room === 'string' ? query.room : undefined;
  const fetchSite = headers['sec-fetch-site'];
  const asked = { cookies: headers.cookie, fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined, room };
  const { status, body } = await tokenForUser(asked, stagepass, rules);
  response.status(status).set('Cache-Control', 'no-store').json(body);
});

const server = app.listen(Number(PORT), '127.0.0.1', async (error) => {
  if (error !== undefined) throw error;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.stdout.write(`The relay is at ${url}\n`);
  // With a key that only this process has, nobody else can make a session to try it with.
  if (SESSION_KEY === undefined)
    process.stdout.write(
      `curl -X POST -b '${await sessionCookie('ada', sessionKey)}' -H 'Sec-Fetch-Site: same-origin' '${url}/token?room=lobby'\n`,
    );
});
