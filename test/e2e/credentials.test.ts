import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { selectStage } from '../../lib/config/config.ts';
import { tokenCallers } from '../../lib/config/stage.ts';
import config from '../project/stagepass.config.ts';
import { basic, passwords, send, startForTests } from '../support/stagepass.ts';

const { stagepass, client, admin, interactivity, momento } = await startForTests(inject('assemblyDir'));

const right = basic('client', passwords.client);
const url = `${stagepass.url}/access_token?channelName=test`;
const origin = 'http://localhost:3000';

/** A stage that takes users' tokens, too, says so first, and refuses what could be either. */
const takesTokens = tokenCallers(selectStage(config, 'dev')).length > 0;

describe('a request without the right credentials', () => {
  it.each([
    ['none', undefined],
    ['an empty header', ''],
    ['a wrong password', basic('client', 'guess')],
    ['another caller’s password', basic('client', passwords.admin)],
    ['an unknown name', basic('nobody', passwords.client)],
    ['a property every object has', basic('constructor', passwords.client)],
    ['no colon', `Basic ${Buffer.from('client').toString('base64')}`],
    ['no base64', 'Basic !!!'],
    ['no UTF-8', `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString('base64')}`],
    ['another scheme', right.replace('Basic', 'Digest')],
    ['a scheme and nothing else', 'Basic'],
    ['8 KB of it', basic('client', 'x'.repeat(8_000))],
  ])('is challenged: %s', async (_what, authorization) => {
    const { status, headers, body } = await send(url, {
      headers: authorization === undefined ? {} : { authorization },
    });
    expect(status).toBe(401);
    const challenge = 'Basic realm="stagepass-dev", charset="UTF-8"';
    const challenges = takesTokens ? `Bearer realm="stagepass-dev", ${challenge}` : challenge;
    expect(headers['www-authenticate']).toBe(challenges);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(body).toEqual({ error: expect.any(String), code: 'unauthorized', requestId: expect.stringMatching(/./) });
  });

  it('is refused when the right header comes twice', async () => {
    // Node sends a header twice only when all of them are given as a flat list.
    const { status } = await send(url, {
      headers: ['host', 'localhost', 'authorization', right, 'authorization', right],
    });
    expect(status).toBe(takesTokens ? 400 : 401);
  });

  it('gives an allowed origin’s page the refusal to read, and no other', async () => {
    const allowed = await send(url, { headers: { origin } });
    expect(allowed.status).toBe(401);
    expect(allowed.headers['access-control-allow-origin']).toBe(origin);
    expect(allowed.headers.vary).toBe('Origin');
    const other = await send(url, { headers: { origin: 'https://evil.example' } });
    expect(other.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('a request with the right credentials', () => {
  it.each(['Basic', 'basic', 'BASIC'])('passes, the scheme written %s', async (scheme) => {
    const { status } = await send(url, { headers: { authorization: right.replace('Basic', scheme) } });
    expect(status).toBe(200);
  });

  it('can’t say who it is by a header of its own', async () => {
    const { status } = await client('/admin/openapi.json', { headers: { 'x-stagepass-caller': 'admin' } });
    expect(status).toBe(403);
  });

  it('can’t bring its own origin secret', async () => {
    expect((await client('/openapi.json', { headers: { 'x-stagepass-origin': 'guess' } })).status).toBe(200);
  });
});

describe('an admin route', () => {
  it('is not a client’s', async () => {
    const { status, body, headers } = await client('/admin/openapi.json', { headers: { origin } });
    expect(status).toBe(403);
    expect(body).toEqual({
      error: 'this caller may not use this route',
      code: 'not_allowed',
      requestId: expect.any(String),
    });
    expect(headers['access-control-allow-origin']).toBe(origin);
  });

  it('is not a client’s in any spelling of its path', async () => {
    const spelt = (letter: string) =>
      fc.constantFrom(letter, letter.toUpperCase(), `%${letter.charCodeAt(0).toString(16)}`);
    const path = fc
      .tuple(
        fc.constantFrom('/', '//', '/./', '/x/../', '/%2e%2e/', '/\\'),
        ...[...'admin'].map(spelt),
        fc.constantFrom('/', '//', '%2f', '/./', '/;x/'),
        fc.constantFrom('openapi.json', 'OpenAPI.json', 'openapi.json/'),
      )
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(path, async (spelling) => {
        const { status } = await client(spelling);
        expect([400, 403, 404]).toContain(status);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('is an admin’s', async () => {
    expect((await admin('/admin/openapi.json')).status).toBe(200);
  });
});

describe('a preflight', () => {
  const preflight = (from: string, path = '/access_token') =>
    send(`${stagepass.url}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });

  it('from an allowed origin is granted, without credentials', async () => {
    const { status, headers, text } = await preflight(origin);
    expect(status).toBe(204);
    expect(text).toBe('');
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': expect.stringContaining('Authorization'),
      'access-control-allow-methods': expect.stringContaining('GET'),
      vary: 'Origin',
    });
  });

  it('from another gets no grant', async () => {
    const { status, headers } = await preflight('https://evil.example', '/admin/openapi.json');
    expect(status).toBe(204);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('that is none is a request like any other', async () => {
    expect((await send(url, { method: 'OPTIONS' })).status).toBe(401);
    expect((await send(url, { method: 'OPTIONS', headers: { origin } })).status).toBe(401);
  });
});

describe('the health check', () => {
  it.each(['/health', '/health/', '/health?at=now'])('needs no credentials: %s', async (path) => {
    const { status, headers, text } = await send(`${stagepass.url}${path}`);
    expect([status, text]).toEqual([200, '{"status":"ok"}']);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect((await send(`${stagepass.url}${path}`, { method: 'HEAD' })).status).toBe(200);
  });

  it('is all that needs none', async () => {
    for (const path of ['/', '/healthz', '/health/x', '/openapi.json', '/token']) {
      expect((await send(`${stagepass.url}${path}`)).status).toBe(401);
    }
  });

  it('goes on while Secrets Manager is down', async () => {
    stagepass.secretsManager.fail('down');
    try {
      expect((await send(`${stagepass.url}/health`)).status).toBe(200);
    } finally {
      stagepass.secretsManager.restore();
    }
  });
});

describe('HEAD', () => {
  it('answers as GET does, and makes no token', async () => {
    const before = [interactivity.calls, momento.calls.token];
    for (const path of ['/access_token?channelName=test', '/token', '/tokens', '/viewer_token?streamName=cam-1']) {
      const { status, headers, text } = await client(path, { method: 'HEAD' });
      expect([status, text, headers['content-type']]).toEqual([200, '', 'application/json']);
      expect(headers['cache-control']).toBe('no-store');
    }
    expect([interactivity.calls, momento.calls.token]).toEqual(before);
  });

  it('is refused as GET is', async () => {
    expect((await send(url, { method: 'HEAD' })).status).toBe(401);
    expect((await client('/access_token?channelName=*', { method: 'HEAD' })).status).toBe(400);
    expect((await client('/admin/tokens', { method: 'HEAD' })).status).toBe(403);
    expect((await client('/nothing', { method: 'HEAD' })).status).toBe(404);
    expect((await admin('/millicast/publish_token/99', { method: 'HEAD' })).status).toBe(404);
  });
});

describe('a page', () => {
  it('on an allowed origin may read the token', async () => {
    const { status, headers } = await client('/access_token?channelName=test', { headers: { origin } });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    });
  });

  it.each(['https://evil.example', 'http://localhost:3000.evil.example', 'null', 'http://LOCALHOST:3000'])(
    'on %s may not, and no token is made for it',
    async (from) => {
      const { status, headers } = await client('/access_token?channelName=test', { headers: { origin: from } });
      expect(status).toBe(403);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it.each(['cross-site', 'same-site'])(
    'that is %s and not allowed gets nothing by a GET without Origin',
    async (site) => {
      const headers = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
      const before = stagepass.logs.length;
      const { status, body } = await client('/access_token?channelName=test', { headers });
      expect([status, body.code]).toEqual([403, 'not_allowed']);
      expect(stagepass.logs.slice(before).some(({ text }) => text.includes('vended'))).toBe(false);
      expect((await client('/access_token?channelName=test', { headers: { ...headers, origin } })).status).toBe(200);
    },
  );
});
