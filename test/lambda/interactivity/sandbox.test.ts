import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type InteractivitySandbox,
  type InteractivitySandboxOptions,
  startInteractivitySandbox,
} from '../../../lambda/interactivity/sandbox/sandbox.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const keys = { consumerKey: 'demo-key', consumerSecret: 'demo:secret' };

let sandbox: InteractivitySandbox;
afterEach(() => sandbox.close());

async function start(options: Partial<InteractivitySandboxOptions> = {}): Promise<void> {
  sandbox = await startInteractivitySandbox({ keys, ...options });
}

function basic(user: string): string {
  return `Basic ${Buffer.from(user).toString('base64')}`;
}

function ask(form: Record<string, string> = { grant_type: 'client_credentials' }, init: RequestInit = {}) {
  return fetch(sandbox.url, {
    method: 'POST',
    headers: { Authorization: basic('demo-key:demo:secret') },
    body: new URLSearchParams(form),
    ...init,
  });
}

async function tokenFrom(answer: Response): Promise<Record<string, unknown>> {
  return (await answer.json()) as Record<string, unknown>;
}

function claimsOf(token: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString());
}

describe('the Interactivity sandbox', () => {
  it('is at the path Dolby.io has, on this machine only', async () => {
    await start();
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/oauth2\/token$/);
  });

  it('vends a bearer token for an hour, another one each time', async () => {
    const clock = new ManualClock();
    await start({ now: clock.now });
    const [first, second] = [await tokenFrom(await ask()), await tokenFrom(await ask())];
    expect(first).toEqual({
      token_type: 'Bearer',
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      expires_in: 3600,
    });
    const issuedAt = clock.now() / 1000;
    expect(claimsOf(first.access_token)).toMatchObject({ iat: issuedAt, exp: issuedAt + 3600 });
    expect(second.access_token).not.toBe(first.access_token);
    expect(sandbox.calls).toBe(2);
  });

  it('honours expires_in up to a day', async () => {
    await start();
    for (const seconds of ['1', '86400']) {
      const answer = await ask({ grant_type: 'client_credentials', expires_in: seconds });
      expect(await answer.json()).toMatchObject({ expires_in: Number(seconds) });
    }
    for (const seconds of ['0', '86401', 'soon', '1.5']) {
      expect((await ask({ grant_type: 'client_credentials', expires_in: seconds })).status).toBe(400);
    }
  });

  it.each([
    ['another secret', basic('demo-key:demo')],
    ['another key', basic('other:demo:secret')],
    ['a token', 'Bearer demo-key:demo:secret'],
    ['nothing', ''],
  ])('refuses %s with 401 and no token', async (_what, authorization) => {
    await start();
    const answer = await ask(undefined, { headers: { Authorization: authorization } });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ status: 401, type: 'sandbox_problem', reason: 'wrong key or secret' });
  });

  it.each([
    ['no grant_type', 400, { body: new URLSearchParams({}) }],
    ['another grant_type', 400, { body: new URLSearchParams({ grant_type: 'password' }) }],
    ['JSON', 415, { body: '{"grant_type":"client_credentials"}' }],
    ['GET', 405, { method: 'GET', body: null }],
  ])('refuses %s', async (_what, status, init) => {
    await start();
    expect((await ask(undefined, init)).status).toBe(status);
  });

  it('has no other path', async () => {
    await start();
    expect((await fetch(new URL('/oauth2/token', sandbox.url), { method: 'POST' })).status).toBe(404);
  });

  it.each([
    ['unauthorized', 401],
    ['server_error', 500],
  ] as const)('can be told to answer %s, and to be well again', async (behaviour, status) => {
    await start();
    sandbox.behave(behaviour);
    expect((await ask()).status).toBe(status);
    sandbox.behave('ok');
    expect((await ask()).status).toBe(200);
  });

  it('can be told to fail so many times', async () => {
    await start();
    sandbox.behave({ failTimes: 2 });
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([503, 503, 200]);
    sandbox.behave({ failTimes: 0 });
    expect((await ask()).status).toBe(200);
  });

  it('can be told to answer nonsense', async () => {
    await start();
    sandbox.behave('garbage');
    const answer = await ask();
    expect(answer.status).toBe(200);
    await expect(answer.json()).rejects.toThrow(SyntaxError);
  });

  it('can be told to hang up', async () => {
    await start();
    sandbox.behave('disconnect');
    await expect(ask()).rejects.toThrow();
  });

  it('can be told to hang, and ends what hangs when it closes', async () => {
    await start();
    sandbox.behave('hang');
    const ended = expect(ask()).rejects.toThrow();
    await vi.waitFor(() => expect(sandbox.calls).toBe(1));
    await sandbox.close();
    await ended;
  });
});
