import { describe, expect, it } from 'vitest';
import { decodeAgoraToken } from '../lambda/agora/token-decoder.ts';
import { bundles } from '../support/bundles.ts';
import { agoraKeys, asCaller, startForTests } from '../support/stagepass.ts';
import { assemblyOf, fullStage } from '../support/synth.ts';

const assemblyDir = assemblyOf({
  ...fullStage,
  callers: {
    client: { audience: 'client' },
    admin: { audience: 'admin', rights: { providers: ['agora'] } },
    chief: { audience: 'admin' },
    rooms: {
      audience: 'admin',
      rights: { millicast: { streams: ['room-*', 'hall-*'] }, maximumLifetimeSeconds: 3_600 },
    },
    'kiosk-1': {
      audience: 'client',
      rights: {
        routes: ['/access_token'],
        agora: { channels: ['lobby', 'room-*'], roles: ['subscriber'], versions: ['006'] },
        maximumLifetimeSeconds: 600,
      },
    },
    partner: { audience: 'client', disabled: true },
    'old-operator': { audience: 'admin', disabled: true },
  },
});
const { stagepass, client, admin } = await startForTests(assemblyDir);
const chief = asCaller(stagepass, 'stagepass/test/caller/chief');
const rooms = asCaller(stagepass, 'stagepass/test/caller/rooms');
const kiosk = asCaller(stagepass, 'stagepass/test/caller/kiosk-1');
const partner = asCaller(stagepass, 'stagepass/test/caller/partner');
const origin = 'https://app.example.com';

describe('a caller with rights', () => {
  it('gets what is within them, for its own maximum lifetime', async () => {
    const { status, body } = await kiosk('/access_token?channelName=room-7');
    expect(status).toBe(200);
    const asked = { appCertificate: agoraKeys.appCertificate, channelName: 'room-7', uid: '' };
    const token = decodeAgoraToken(body.token, asked);
    expect(token).toMatchObject({ version: '006', signatureValid: true });
    expect(Object.keys('privileges' in token ? token.privileges : {})).toEqual(['1']);
    const left = (Date.parse(body.expiresAt) - Date.now()) / 1000;
    expect(left).toBeLessThanOrEqual(600);
    expect(left).toBeGreaterThan(540);
  });

  it.each([
    ['/access_token?channelName=vault', 'the channel "vault"', 'allowed: "lobby", "room-*"'],
    ['/access_token?channelName=lobby2', 'the channel "lobby2"', 'allowed: "lobby", "room-*"'],
    ['/access_token?channelName=lobby&role=publisher', 'the role "publisher"', 'allowed: "subscriber"'],
    ['/access_token?channelName=lobby&expireTime=601', 'a lifetime of 601 seconds', 'allowed: 600 seconds at most'],
    ['/rtm_token?userId=ada', 'the route GET /rtm_token', 'allowed: GET /access_token, GET /openapi.json'],
    ['/token', 'the route GET /token', 'allowed: GET /access_token, GET /openapi.json'],
  ])('is refused what is not, with what was asked and what is allowed: %s', async (path, asked, allowed) => {
    const { status, body, headers } = await kiosk(path, { headers: { origin } });
    expect(status).toBe(403);
    expect(body).toEqual({
      error: `this caller may not ask for ${asked}; ${allowed}`,
      code: 'not_allowed',
      requestId: expect.stringMatching(/./),
    });
    expect(headers).toMatchObject({ 'access-control-allow-origin': origin, 'cache-control': 'no-store' });
  });

  it('can’t get another’s token by another name in a header', async () => {
    const headers = { 'x-stagepass-caller': 'client', 'X-Stagepass-Caller': 'client' };
    expect((await kiosk('/token', { headers })).status).toBe(403);
  });

  it('may always read its contract, which is of its routes alone', async () => {
    const { status, body } = await kiosk('/openapi.json');
    expect([status, body['x-stagepass-caller']]).toEqual([200, 'kiosk-1']);
    expect(Object.keys(body.paths)).toEqual(['/access_token', '/openapi.json', '/health']);
    const admins = await admin('/admin/openapi.json');
    expect(admins.status).toBe(200);
    expect(Object.keys(admins.body.paths)).toEqual(['/admin/openapi.json']);
  });

  it('costs others nothing', async () => {
    expect((await client('/access_token?channelName=vault&role=publisher&expireTime=7200')).status).toBe(200);
    expect((await client('/token')).status).toBe(200);
    expect((await admin('/rtm_token?userId=ada')).status).toBe(200);
    expect((await admin('/token')).status).toBe(403);
  });
});

describe('an operator with rights to some streams', () => {
  const at = '/millicast/publish_token';
  const json = (method: string, body: object) => ({
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

  it('sees, changes and deletes what it may make, through the whole way, and nothing else', async () => {
    const made = await rooms(at, json('POST', { label: 'mine', streams: [{ streamName: 'room-1' }] }));
    expect(made.status).toBe(200);
    const theirs = await chief(at, json('POST', { label: 'theirs', streams: [{ streamName: 'stage' }] }));
    const token = theirs.body.data;
    for (const [path, init] of [
      [`${at}/${token.id}`, {}],
      [`${at}/${token.id}`, json('PUT', { refreshToken: true })],
      [`${at}/${token.id}`, { method: 'DELETE' }],
      [`${at}/disable`, json('PATCH', { tokenIds: [made.body.data.id, token.id] })],
      ['/millicast/deleteToken', json('POST', { tokenId: token.id })],
    ] as const) {
      const { status, body } = await rooms(path, init);
      expect([status, body.code]).toEqual([403, 'not_allowed']);
      expect(body.error).toContain(
        `this caller may not ask for the token ${token.id}; allowed: tokens that open "room-*"`,
      );
    }
    expect((await rooms(`${at}/list?page=1&itemsOnPage=100`)).body.data).toEqual([made.body.data]);
    const changed = await rooms(`${at}/${made.body.data.id}`, json('PUT', { refreshToken: true }));
    expect(changed.body.data.token).not.toBe(made.body.data.token);
    expect((await rooms(`${at}/${made.body.data.id}`, { method: 'DELETE' })).status).toBe(200);
  });
});

describe('what a function is told of rights', () => {
  it.each([
    ['"lobby"', ['agora']],
    ['"hall-*"', ['millicast', 'viewer-token']],
  ])('is its own provider’s, and of all providers for the contract alone: %s', (name, functions) => {
    const told = bundles(assemblyDir).filter(({ texts }) => texts.some((text) => text.includes(name)));
    expect(told.map(({ id }) => id).sort()).toEqual([...functions, 'openapi-admin', 'openapi-client'].sort());
  });
});

describe('a disabled caller', () => {
  it('is let in by no password, not even its own', async () => {
    const { status, body } = await partner('/access_token?channelName=t');
    expect([status, body.code]).toEqual([401, 'unauthorized']);
  });

  it('is in nothing that a function or an authorizer reads', () => {
    const told = bundles(assemblyDir).flatMap(({ environment, texts }) => [environment, ...texts]);
    expect(told.some((text) => text.includes('kiosk-1'))).toBe(true);
    for (const text of told) expect(text).not.toMatch(/partner|old-operator/);
  });

  it('keeps its secret, which no output names any more', () => {
    expect(stagepass.secretsManager.get('stagepass/test/caller/partner')).toContain('"username":"partner"');
    expect(stagepass.outputs).toHaveProperty('CallerSecretclient');
    expect(stagepass.outputs).not.toHaveProperty('CallerSecretpartner');
  });
});
