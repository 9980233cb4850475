import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { momentoKeys, startForTests } from '../support/stagepass.ts';

/** How far Momento's clock, which its tokens and its cache go by, is ahead of ours. */
let ahead = 0;
const { stagepass, momento, client, admin } = await startForTests(inject('assemblyDir'), {
  momentoNow: () => Date.now() + ahead,
});

afterEach(() => {
  momento.behave('token', 'ok');
  momento.behave('cache', 'ok');
  momento.items.clear();
});

/** Linux has the whole of 127.0.0.0/8 to ask from. */
const otherViewer = { localAddress: '127.0.0.2' };
const onLinux = it.skipIf(process.platform !== 'linux');

describe('GET /tokens and GET /admin/tokens', () => {
  it('vend tokens of different scope, with the caller’s name in them', async () => {
    const clients = await client('/tokens');
    expect(clients.status).toBe(200);
    expect(Object.keys(clients.body)).toEqual(['token', 'exp', 'endpoint', 'expiresAt']);
    expect(clients.headers['cache-control']).toBe('no-store');
    expect(clients.body.exp * 1000).toBe(Date.parse(clients.body.expiresAt));
    expect(momento.decode(clients.body.token)).toEqual({
      permissions: [{ role: 'subscribeonly', cache: 'stagepass', topic: '*' }],
      tokenId: 'client',
      exp: clients.body.exp,
    });
    const admins = await admin('/admin/tokens');
    expect(admins.status).toBe(200);
    expect(momento.decode(admins.body.token)).toMatchObject({
      permissions: [
        { role: 'publishsubscribe', cache: 'stagepass', topic: '*' },
        { role: 'readwrite', cache: 'stagepass', items: '*' },
      ],
      tokenId: 'admin',
    });
  });

  it('give an admin what a client gets, where clients ask', async () => {
    const [one, other] = [await admin('/tokens'), await client('/tokens')];
    expect(one.body.token).not.toBe(other.body.token);
    expect(momento.decode(one.body.token).permissions).toEqual(momento.decode(other.body.token).permissions);
    expect(momento.decode(one.body.token).tokenId).toBe('admin');
  });

  it.each(['/admin/tokens', '/admin//tokens', '/admin/tokens/', '/%61dmin/tokens', '/x/../admin/tokens'])(
    'keep the admins’ from a client, however it spells the path: %s',
    async (path) => {
      const before = momento.calls.token;
      const { status, body } = await client(path);
      expect([400, 403, 404]).toContain(status);
      expect(body).not.toHaveProperty('token');
      expect(momento.calls.token).toBe(before);
    },
  );

  it('refuse a client at /admin/tokens with 403', async () => {
    expect(await client('/admin/tokens')).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
  });
});

describe('a viewer who asks again', () => {
  it('gets the same token, and after its time a new one', async () => {
    const first = await client('/tokens');
    expect((await client('/tokens')).body).toEqual(first.body);
    ahead += 3_599_000;
    const next = await client('/tokens');
    expect(next.body.token).not.toBe(first.body.token);
    expect(next.body.exp).toBeGreaterThan(first.body.exp);
  });

  it('gets one for each API and caller', async () => {
    const tokens = [await client('/tokens'), await admin('/tokens'), await admin('/admin/tokens')];
    expect(new Set(tokens.map(({ body }) => body.token)).size).toBe(3);
    expect((await admin('/admin/tokens')).body).toEqual(tokens[2]?.body);
  });

  onLinux('is told from another viewer', async () => {
    const mine = await client('/tokens');
    const theirs = await client('/tokens', otherViewer);
    expect(theirs.body.token).not.toBe(mine.body.token);
    expect((await client('/tokens', otherViewer)).body).toEqual(theirs.body);
    expect((await client('/tokens')).body).toEqual(mine.body);
  });

  onLinux.each([
    ['CloudFront-Viewer-Address', '127.0.0.2:4711'],
    ['CloudFront-Viewer-Address', '[127.0.0.2]:4711'],
    ['X-Forwarded-For', '127.0.0.2'],
    ['X-Real-IP', '127.0.0.2'],
    ['True-Client-IP', '127.0.0.2'],
    ['Forwarded', 'for=127.0.0.2'],
    ['X-Stagepass-Caller', 'admin'],
  ])('can’t pass for another one with %s: %s', async (name, value) => {
    const mine = await client('/tokens');
    await client('/tokens', otherViewer);
    await admin('/tokens');
    expect((await client('/tokens', { headers: { [name]: value } })).body).toEqual(mine.body);
    expect((await client('/tokens', { headers: { [name.toLowerCase()]: [value, value] } })).body).toEqual(mine.body);
  });
});

describe('what is kept in Momento’s cache', () => {
  it('names no address and no caller, holds no token in clear, and ends before the token', async () => {
    const { body } = await client('/tokens');
    const [[name, { value, expiresAt }] = expect.fail('nothing is kept')] = [...momento.items];
    expect(name).toMatch(/^stagepass\/stagepass-[\w-]{43}$/);
    for (const secret of ['127.0.0.1', body.token, body.endpoint]) {
      expect(name + Buffer.from(value).toString('latin1')).not.toContain(secret);
    }
    expect(expiresAt).toBeLessThan(body.exp * 1000);
  });

  it('is a miss where it was broken or swapped', async () => {
    const clients = (await client('/tokens')).body.token;
    const [, clientsEntry] = [...momento.items].at(0) ?? [];
    const admins = (await admin('/admin/tokens')).body.token;
    const [, adminsEntry] = [...momento.items].at(-1) ?? [];
    if (!clientsEntry || !adminsEntry) throw new Error('nothing is kept');
    clientsEntry.value = adminsEntry.value;
    const next = (await client('/tokens')).body.token;
    expect([clients, admins]).not.toContain(next);
    expect(momento.decode(next)).toMatchObject({ tokenId: 'client', permissions: [{ role: 'subscribeonly' }] });
    for (const value of ['', '{}', JSON.stringify({ token: admins, exp: 9e9, endpoint: 'x' })]) {
      adminsEntry.value = Buffer.from(value);
      expect((await admin('/admin/tokens')).body.token).not.toBe(admins);
    }
  });

  it.each([{ status: status.UNAVAILABLE }, { status: status.NOT_FOUND }, 'hang'] as const)(
    'costs only the reuse while it can’t be reached: %j',
    async (behaviour) => {
      momento.behave('cache', behaviour);
      expect((await client('/tokens')).status).toBe(200);
      await stagepass.coldStart('MomentoToken');
    },
  );
});

describe('Momento', () => {
  it.each([
    ['UNAUTHENTICATED', 502, 'provider_refused'],
    ['PERMISSION_DENIED', 502, 'provider_refused'],
    ['RESOURCE_EXHAUSTED', 429, 'too_many_requests'],
    ['UNAVAILABLE', 502, 'provider_failed'],
    ['DEADLINE_EXCEEDED', 504, 'provider_timeout'],
  ] as const)('that answers %s is told as %i %s', async (name, http, code) => {
    momento.behave('token', { status: status[name] });
    const { status: answered, body, headers, text } = await client('/tokens');
    expect([answered, body.code]).toEqual([http, code]);
    expect(Object.keys(body)).toEqual(['error', 'code', 'requestId']);
    expect(headers['retry-after']).toBe(http === 429 ? '1' : undefined);
    expect(text).not.toContain('told to fail');
  });

  it('that hangs is 504 within the function’s time', async () => {
    momento.behave('token', 'hang');
    expect(await client('/tokens')).toMatchObject({ status: 504, body: { code: 'provider_timeout' } });
  });

  it.each(['{"apiKey":""}', '{"apiKey":"REPLACE_ME"}', 'not JSON'])('without a key is 503: %s', async (secret) => {
    stagepass.secretsManager.put('ProviderSecretMomento', secret);
    await stagepass.coldStart('MomentoToken');
    expect(await client('/tokens')).toMatchObject({ status: 503, body: { code: 'not_configured' } });
    expect(await admin('/admin/tokens')).toMatchObject({ status: 503, body: { code: 'not_configured' } });
    stagepass.secretsManager.put('ProviderSecretMomento', JSON.stringify(momentoKeys));
    await stagepass.coldStart('MomentoToken');
    expect((await client('/tokens')).status).toBe(200);
  });
});

describe('the functions’ logs', () => {
  it('hold no token, no key and no address', async () => {
    const { body } = await client('/tokens');
    const text = stagepass.logs.map((line) => line.text).join('\n');
    expect(text).toContain('"route":"GET /tokens"');
    for (const secret of [body.token, momentoKeys.apiKey, 'api_key', '127.0.0.2']) expect(text).not.toContain(secret);
  });
});
