import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { algorithms, type GuardConfig } from '../../../edge-auth/config.ts';
import { startIssuerSandbox } from '../../../edge-auth/sandbox/issuers.ts';

const NOW = Date.UTC(2030, 0, 1);

const bare = { algorithms: ['RS256'], claims: {}, leewaySeconds: 5 } as const;

const issuers: GuardConfig['issuers'] = {
  app: {
    ...bare,
    algorithms: [...algorithms],
    issuer: 'https://sign-in.example.com/',
    audience: ['stagepass', 'other'],
    clientIds: ['web'],
    authorizedParties: ['https://app.example.com'],
    claims: { token_use: ['access', 'id'], '/app/verified': ['true'] },
  },
  staff: { ...bare, algorithms: ['RS256'], issuer: 'https://staff.example.com', audience: ['stagepass'] },
};

const tokenCallers: GuardConfig['tokenCallers'] = [
  {
    name: 'members',
    audience: 'client',
    issuer: 'app',
    where: { 'cognito:groups': ['member', 'staff'], '/app/plan': ['paid'] },
    user: 'email',
    values: { tenant: 'tenant' },
  },
  { name: 'crew', audience: 'admin', issuer: 'staff', where: {}, user: 'sub', values: {} },
];

const sandbox = await startIssuerSandbox({ issuers, tokenCallers, now: () => NOW });
afterAll(() => sandbox.close());

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `fetch` would write headers of its own. */
function ask(path: string, { method = 'GET', headers = {}, body }: Sent = {}) {
  return new Promise<{ status: number; grant: string | undefined; body: Record<string, unknown> }>(
    (resolve, reject) => {
      const sent = request(`${sandbox.url}${path}`, { method, headers }, async (answer) => {
        const grant = answer.headers['access-control-allow-origin'];
        resolve({ status: answer.statusCode ?? 0, grant, body: JSON.parse(await text(answer)) });
      });
      sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    },
  );
}

const json = { 'content-type': 'application/json' };
const post = (body: unknown, headers = {}) => ask('/token', { method: 'POST', headers: { ...json, ...headers }, body });

describe('the issuers’ sandbox', () => {
  it('shows each issuer’s OpenID configuration and public keys, and no private ones', async () => {
    const { status, body } = await ask('/app/.well-known/openid-configuration');
    expect([status, body]).toEqual([200, { issuer: 'https://sign-in.example.com/', jwks_uri: sandbox.keyUrls.app }]);
    const sets = await Promise.all(
      ['app', 'staff'].map(async (name) => (await ask(`/${name}/jwks.json`)).body as unknown as JSONWebKeySet),
    );
    expect(sets.map(({ keys }) => keys.map(({ alg }) => alg))).toEqual([algorithms, ['RS256']]);
    const keys = sets.flatMap((set) => set.keys);
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
    expect(new Set(keys.map(({ n, x }) => n ?? x)).size).toBe(keys.length);
    for (const key of keys) expect(key).not.toHaveProperty('d');
  });

  it('answers nothing else', async () => {
    for (const path of ['/', '/app', '/nobody/jwks.json', '/constructor/jwks.json', '/app/jwks.json/']) {
      expect((await ask(path)).status, path).toBe(404);
    }
    for (const method of ['POST', 'PUT', 'OPTIONS']) expect((await ask('/app/jwks.json', { method })).status).toBe(405);
    for (const method of ['GET', 'OPTIONS']) expect((await ask('/token', { method })).status).toBe(405);
  });

  it.each(algorithms)('signs with %s what its key verifies', async (algorithm) => {
    const token = await sandbox.token({ user: 'ada', algorithm });
    const { body } = await ask('/app/jwks.json');
    const verified = await jwtVerify(token, createLocalJWKSet(body as unknown as JSONWebKeySet), {
      algorithms: [algorithm],
      issuer: 'https://sign-in.example.com/',
      audience: 'stagepass',
      currentDate: new Date(NOW),
    });
    expect(verified.protectedHeader).toMatchObject({ alg: algorithm, kid: `app-${algorithm}` });
  });
});

describe('a token', () => {
  const claimsOf = async (asked: object) => decodeJwt((await post(asked)).body.token as string);

  it('has what issuer and caller demand, and ends in an hour', async () => {
    expect(await claimsOf({ user: 'ada' })).toEqual({
      iss: 'https://sign-in.example.com/',
      sub: 'ada',
      email: 'ada',
      aud: 'stagepass',
      client_id: 'web',
      azp: 'https://app.example.com',
      token_use: 'access',
      app: { verified: 'true', plan: 'paid' },
      'cognito:groups': 'member',
      iat: NOW / 1000,
      exp: NOW / 1000 + 3_600,
    });
  });

  it('has what is given, before what is demanded', async () => {
    const claims = { tenant: 'acme', 'cognito:groups': ['a', 'b'], '/app/plan': 'free', '/a/x~1y/~0z': 1, aud: 'x' };
    expect(await claimsOf({ user: 'ada', claims, seconds: 60 })).toMatchObject({
      tenant: 'acme',
      'cognito:groups': ['a', 'b'],
      app: { verified: 'true', plan: 'free' },
      a: { 'x/y': { '~z': 1 } },
      aud: 'x',
      exp: NOW / 1000 + 60,
    });
  });

  it('is for the caller that is named, or for none of an issuer', async () => {
    expect(await claimsOf({ user: 'bo', caller: 'crew' })).toMatchObject({
      iss: 'https://staff.example.com',
      sub: 'bo',
    });
    const ofIssuer = await claimsOf({ user: 'bo', issuer: 'app' });
    expect(ofIssuer).toMatchObject({ iss: 'https://sign-in.example.com/', token_use: 'access' });
    expect(ofIssuer).not.toHaveProperty('cognito:groups');
    expect(decodeProtectedHeader(await sandbox.token({ user: 'bo', caller: 'crew' })).kid).toBe('staff-RS256');
  });

  it('has no claim that reaches beyond it', async () => {
    const claims = JSON.parse('{"/__proto__/polluted":"y"}');
    expect((await post({ user: 'ada', claims })).status).toBe(200);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each<[string, object, RegExp]>([
    ['for nobody', {}, /^user: /],
    ['for an empty name', { user: '' }, /^user: user is empty$/],
    [
      'of a caller that isn’t',
      { user: 'a', caller: 'client' },
      /^no such caller of signed-in users; there is members, crew$/,
    ],
    ['of an issuer that isn’t', { user: 'a', issuer: 'constructor' }, /^no such issuer; there is app, staff$/],
    ['of both', { user: 'a', issuer: 'app', caller: 'members' }, /^either a caller or an issuer, not both$/],
    ['for two days', { user: 'a', seconds: 172_800 }, /^seconds: 86400 seconds at most$/],
    ['with an end of its own', { user: 'a', claims: { exp: 1 } }, /exp, iat and nbf are not given/],
    ['by another algorithm', { user: 'a', caller: 'crew', algorithm: 'ES256' }, /^staff signs with RS256 only$/],
    ['that is symmetric', { user: 'a', algorithm: 'HS256' }, /^algorithm: /],
    ['with a claim inside a text', { user: 'a', claims: { app: 'x', '/app/y': 'z' } }, /^the claim "app" is no object/],
  ])('is not made %s', async (_what, asked, error) => {
    const { status, body } = await post(asked);
    expect([status, body]).toEqual([400, { error: expect.stringMatching(error) }]);
  });
});

describe('what asks for a token', () => {
  it.each<[string, Record<string, string>, number]>([
    ['a page', { origin: 'http://localhost:3000' }, 403],
    ['a page of the sandbox’s own origin', { origin: sandbox.url }, 403],
    ['a page without a name', { origin: 'null' }, 403],
    ['a browser', { 'sec-fetch-site': 'none' }, 403],
    ['somebody under a name that leads here', { host: 'evil.example' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 415],
    ['a form that looks like JSON', { 'content-type': 'text/plain; application/json' }, 415],
  ])('is not %s', async (_what, headers, status) => {
    const answer = await post({ user: 'ada' }, headers);
    expect(answer).toEqual({ status, grant: undefined, body: { error: expect.any(String) } });
  });

  it('is a program of this machine, also one that uses fetch', async () => {
    for (const host of ['localhost:1', '127.0.0.1']) expect((await post({ user: 'ada' }, { host })).status).toBe(200);
    const init = { method: 'POST', headers: json, body: '{"user":"ada"}' };
    expect((await fetch(`${sandbox.url}/token`, init)).status).toBe(200);
  });

  it('sends JSON, and not too much', async () => {
    const init = { method: 'POST', headers: json };
    expect((await fetch(`${sandbox.url}/token`, { ...init, body: '{' })).status).toBe(400);
    expect((await post({ user: 'x'.repeat(70_000) })).status).toBe(400);
  });
});
