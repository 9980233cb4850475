import { SignJWT } from 'jose';
import { createClient } from 'stagepass/client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { sessionCookie, userOfCookies } from '../../examples/relay/session.ts';
import { type Asked, tokenForUser } from '../../examples/relay/token-for-user.ts';

const sessionKey = new Uint8Array(32).fill(7);
const mayJoin = (user: string, room: string) => user === 'ada' && room === 'lobby';
const own = { cookies: await sessionCookie('ada', sessionKey), fetchSite: 'same-origin', room: 'lobby' };

/** What a relay answers, and what it asked Stagepass. */
async function relayed(request: Asked, status = 200) {
  const asked: string[] = [];
  const stagepass = createClient({
    url: 'https://stagepass.example',
    credentials: { username: 'app', password: 's3cret' },
    fetch: async (url) => {
      asked.push(String(url).replace('https://stagepass.example', ''));
      const expiresAt = '2030-01-01T00:00:00Z';
      return status === 200
        ? Response.json({ server_url: 'wss://livekit.example.com', participant_token: 't', expiresAt })
        : Response.json({ error: 'inside', code: 'not_configured', requestId: 'r' }, { status });
    },
  });
  return { answer: await tokenForUser(request, stagepass, { sessionKey, mayJoin }), asked };
}

describe('a relay', () => {
  it('gives a user of the app the user’s own token', async () => {
    const { answer, asked } = await relayed(own);
    expect(answer).toMatchObject({ status: 200, body: { participant_token: 't' } });
    expect(asked).toEqual(['/livekit/token?room=lobby&identity=ada']);
  });

  it.each([
    ['nobody who is signed in', 401, { ...own, cookies: 'session=guessed' }],
    ['nobody at all', 401, { ...own, cookies: undefined }],
    ['a room that isn’t the user’s', 403, { ...own, room: 'other' }],
    ['no room', 403, { ...own, room: undefined }],
    ['another site’s page', 403, { ...own, fetchSite: 'cross-site' }],
    ['no page', 403, { ...own, fetchSite: undefined }],
  ])('asks for nothing for %s', async (_what, status, request) => {
    const { answer, asked } = await relayed(request);
    expect([answer.status, asked]).toEqual([status, []]);
  });

  it('tells a browser nothing of a failure but that there was one', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => written.mockRestore());
    const { answer } = await relayed(own, 503);
    expect(answer).toEqual({ status: 502, body: { error: 'no token just now' } });
    expect(written).toHaveBeenCalledOnce();
  });
});

describe('the session', () => {
  it('is found among other cookies, and only by its own name', async () => {
    expect(await userOfCookies(`theme=dark; ${own.cookies}; other=1`, sessionKey)).toBe('ada');
    expect(await userOfCookies(`my${own.cookies}`, sessionKey)).toBeUndefined();
  });

  it('is nobody’s with another key, when it has ended, and without a signature', async () => {
    const ended = new SignJWT({ sub: 'ada' }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(1);
    const [header, payload] = own.cookies.replace('session=', '').split('.');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    const forged = [
      await sessionCookie('ada', new Uint8Array(32).fill(8)),
      `session=${await ended.sign(sessionKey)}`,
      `session=${header}.${payload}.`,
      `session=${unsigned}.${payload}.`,
    ];
    for (const cookie of forged) expect(await userOfCookies(cookie, sessionKey)).toBeUndefined();
  });
});
