import { afterAll, describe, expect, it } from 'vitest';
import { guardEnvironment } from '../../commands/start/issuers.ts';
import { algorithms } from '../../edge-auth/config.ts';
import { type AskedToken, startIssuerSandbox } from '../../edge-auth/sandbox/issuers.ts';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { guardConfig } from '../../lib/edge/guard-config.ts';
import { systemClock } from '../../local/clock.ts';
import { decode007 } from '../lambda/agora/token-decoder.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type Asked, agoraKeys, basic, confidential, send, startForTests } from '../support/stagepass.ts';
import { assemblyOf, fullStage } from '../support/synth.ts';

const origin = 'https://app.example.com';
const app = { audience: ['stagepass'], claims: { token_use: 'access' } };

const stage: StageInput = {
  ...fullStage,
  providers: { ...fullStage.providers, agora: { tokenVersion: '007' } },
  throttling: { rate: 5_000, burst: 5_000 },
  issuers: {
    app: { ...app, issuer: 'https://sign-in.example.com', algorithms: [...algorithms] },
    other: { ...app, issuer: 'https://other.example.com' },
  },
  callers: {
    ...fullStage.callers,
    staff: { audience: 'admin', token: { issuer: 'app', where: { roles: 'staff' } } },
    members: {
      audience: 'client',
      token: { issuer: 'app', where: { plan: ['full', 'trial'] }, values: { tenant: 'tenant' } },
      rights: { agora: { channels: ['{tenant}-room'], accounts: ['{user}'] } },
    },
    guests: { audience: 'client', token: { issuer: 'other' }, rights: { routes: ['/rtm_token'] } },
  },
};

const assemblyDir = assemblyOf(stage);
const sandbox = await startIssuerSandbox(guardConfig('test', selectStage({ test: stage }, 'test')));
afterAll(() => sandbox.close());
const edgeEnvironment = guardEnvironment(sandbox.keyUrls);
const { stagepass, client } = await startForTests(assemblyDir, { edgeEnvironment });

/** No function has a use for it. */
const OTHER_CLAIM = 'ada.lovelace@example.com';

async function tokenOf(user: string, claims: AskedToken['claims'], more: Partial<AskedToken> = {}): Promise<string> {
  const token = await sandbox.token({
    caller: 'members',
    ...more,
    user,
    claims: { email: OTHER_CLAIM, jti: 'id-of-the-token', ...claims },
  });
  confidential.add(`the token of ${user}`, token);
  confidential.add(`the signature for ${user}`, token.split('.')[2] ?? '');
  return token;
}

async function asUser(user: string, claims: AskedToken['claims'], more: Partial<AskedToken> = {}) {
  const authorization = `Bearer ${await tokenOf(user, claims, more)}`;
  return (path: string, options: Asked = {}) =>
    send(`${stagepass.url}${path}`, { ...options, headers: { authorization, ...options.headers } });
}

/** Channel and user of a token. */
function grantedTo(token: string): readonly string[] | undefined {
  const decoded = decode007(token);
  expect([decoded.appId.toLowerCase(), decoded.signedWith(agoraKeys.appCertificate)]).toEqual([
    agoraKeys.appId.toLowerCase(),
    true,
  ]);
  return decoded.services[0]?.names;
}

const a = await asUser('a', { tenant: 'acme' });
const b = await asUser('b', { tenant: 'globex' });

describe('a signed-in user', () => {
  it('gets a token of their own, for what their claims open', async () => {
    const { status, headers, body } = await a('/access_token?channelName=acme-room', { headers: { origin } });
    expect([status, grantedTo(body.token)]).toEqual([200, ['acme-room', 'a']]);
    expect(headers).toMatchObject({ 'access-control-allow-origin': origin, 'cache-control': 'no-store' });
    const named = await a('/access_token?channelName=acme-room&account=a');
    expect([named.status, grantedTo(named.body.token)]).toEqual([200, ['acme-room', 'a']]);
  });

  it.each([
    ['another channel', 'channelName=other-room', 'the channel "other-room"; allowed: "{tenant}-room"'],
    ['another account', 'channelName=acme-room&account=b', 'the user "b"; allowed: "{user}"'],
    ['what fits any account', 'channelName=acme-room&uid=0', 'uid 0'],
  ])('gets no token for %s, and the error says nothing of their claims', async (_what, query, message) => {
    const { status, body, headers } = await a(`/access_token?${query}`, { headers: { origin } });
    expect([status, body.code]).toEqual([403, 'not_allowed']);
    expect(body.error).toContain(message);
    expect(body.error).not.toContain('acme');
    expect(headers['access-control-allow-origin']).toBe(origin);
  });

  it.each<[string, AskedToken['claims']]>([
    ['acme*', { tenant: 'acme*' }],
    ['*', { tenant: '*' }],
    ['nothing', { tenant: '' }],
    ['a list with *', { tenant: ['acme', '*'] }],
    ['no tenant', {}],
  ])('with a claim of %s gets nothing', async (_what, claims) => {
    const ask = await asUser('a', claims);
    for (const channel of ['acme-room', '*-room', '-room', 'a-room']) {
      const path = `/access_token?channelName=${encodeURIComponent(channel)}`;
      const { status, headers, body } = await ask(path, { headers: { origin } });
      expect([status, headers['access-control-allow-origin']]).toEqual([403, origin]);
      expect(body.error).toContain('the token’s claim "tenant"');
    }
  });

  it('has claims that are not read a second time', async () => {
    const ask = await asUser('a', { tenant: '{user}' });
    expect((await ask('/access_token?channelName=a-room')).status).toBe(403);
  });

  it('may have each of a claim’s values', async () => {
    const both = await asUser('c', { tenant: ['acme', 'globex'] });
    for (const tenant of ['acme', 'globex']) {
      const { body } = await both(`/access_token?channelName=${tenant}-room`);
      expect(grantedTo(body.token)).toEqual([`${tenant}-room`, 'c']);
    }
  });

  it('is no other by a header of their own', async () => {
    for (const forged of ['client', 'members?user=b&issuer=app&tenant=globex', 'admin']) {
      const headers = { 'x-stagepass-caller': forged, 'X-Stagepass-Caller': forged };
      expect((await b('/access_token?channelName=acme-room', { headers })).status).toBe(403);
      const { body } = await a('/access_token?channelName=acme-room', { headers });
      expect(grantedTo(body.token)).toEqual(['acme-room', 'a']);
      const nobody = await send(`${stagepass.url}/access_token?channelName=globex-room`, { headers });
      expect(nobody.status).toBe(401);
    }
  });

  it.each(algorithms)('may have a token that is signed with %s', async (algorithm) => {
    const ask = await asUser('a', { tenant: 'acme' }, { algorithm });
    expect((await ask('/openapi.json')).status).toBe(200);
  });

  it('is of the first caller that the token fits', async () => {
    const staff = await asUser('s', { plan: 'full' }, { caller: 'staff' });
    expect((await staff('/admin/openapi.json')).body['x-stagepass-caller']).toBe('staff');
    expect((await a('/openapi.json')).body['x-stagepass-caller']).toBe('members');
    expect((await a('/admin/openapi.json')).status).toBe(403);
  });
});

describe('a refusal of a token', () => {
  it.each<[string, () => Promise<string>, number, string]>([
    ['no token', async () => '', 401, 'Bearer realm="stagepass-test", Basic realm="stagepass-test", charset="UTF-8"'],
    ['junk', async () => 'Bearer junk', 401, 'error="invalid_token", error_description="malformed"'],
    ['two', async () => 'Bearer junk, Bearer junk', 400, 'error="invalid_request"'],
    ['another audience', async () => `Bearer ${await tokenOf('a', { aud: 'shop' })}`, 401, '"audience"'],
    ['another kind', async () => `Bearer ${await tokenOf('a', { token_use: 'id' })}`, 401, '"claims"'],
    ['another plan', async () => `Bearer ${await tokenOf('a', { plan: 'none' })}`, 403, 'error="insufficient_scope"'],
    ['nobody', async () => `Bearer ${await tokenOf('a', { sub: '' })}`, 403, 'error="insufficient_scope"'],
    [
      'another issuer’s signature',
      async () => `Bearer ${await tokenOf('a', { iss: 'https://sign-in.example.com' }, { caller: 'guests' })}`,
      401,
      '"key"',
    ],
    ['another issuer', async () => `Bearer ${await tokenOf('a', { iss: 'https://example.com' })}`, 401, '"issuer"'],
  ])('can be read by a page, and says why by RFC 6750: %s', async (_what, write, expected, challenge) => {
    const authorization = await write();
    const headers = { origin, ...(authorization !== '' && { authorization }) };
    const answer = await send(`${stagepass.url}/access_token?channelName=acme-room`, { headers });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([expected, origin]);
    expect(answer.headers['access-control-expose-headers']).toContain('WWW-Authenticate');
    expect(answer.headers['www-authenticate']).toContain(challenge);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="stagepass-test"/);
    if (authorization !== '') expect(answer.headers['www-authenticate']).not.toContain('Basic');
    expect(answer.body).toEqual({ error: expect.any(String), code: expect.any(String), requestId: expect.any(String) });
  });
});

describe('a caller with a password', () => {
  it('is let in as before, and gets no rights of users', async () => {
    expect((await client('/access_token?channelName=acme-room')).status).toBe(200);
    const wrong = await send(`${stagepass.url}/openapi.json`, { headers: { authorization: basic('client', 'wrong') } });
    expect(wrong.status).toBe(401);
    const members = await send(`${stagepass.url}/openapi.json`, { headers: { authorization: basic('members', '') } });
    expect(members.status).toBe(401);
  });
});

describe('the log', () => {
  it('has caller, user and issuer of each request, and nothing else of the token', async () => {
    const before = stagepass.logs.length;
    await a('/access_token?channelName=acme-room');
    await a('/no/such/route');
    const written = stagepass.logs.slice(before).map(({ text }) => text);
    const [vended, refused] = written.filter((text) => text.includes('"caller"')).map((text) => JSON.parse(text));
    expect(vended).toMatchObject({ message: 'vended', caller: 'members', user: 'a', issuer: 'app' });
    expect(refused).toMatchObject({ message: 'refused', caller: 'members', user: 'a', issuer: 'app', status: 404 });
    const all = stagepass.logs.map(({ text }) => text);
    for (const other of [OTHER_CLAIM, 'id-of-the-token', 'sign-in.example.com', 'token_use', 'globex']) {
      expect(all.filter((text) => text.includes(other) && !text.includes('channelName'))).toEqual([]);
    }
    expect(all.filter((text) => text.includes('"caller":"client"') && text.includes('"user"'))).toEqual([]);
  });
});

/** Many of them take minutes. */
const INTERLEAVED = Number(process.env.INTERLEAVED_REQUESTS ?? 300);

describe('users whose requests are interleaved', () => {
  it(`never get another’s anything, though decisions are cached: ${INTERLEAVED} requests`, {
    timeout: 3_600_000,
  }, async () => {
    const users = await Promise.all(
      (
        [
          ['a', 'acme'],
          ['b', 'globex'],
          // Those that only differ by what stands between them.
          ['a&tenant=globex', 'acme'],
          ['a', 'globex'],
        ] as const
      ).map(async ([name, tenant]) => ({
        name,
        tenant,
        authorization: `Bearer ${await tokenOf(name, { tenant })}`,
      })),
    );
    const wrong: unknown[] = [];
    let next = 0;
    async function one(): Promise<void> {
      const at = next++;
      const { authorization, name, tenant } = users[at % users.length] as (typeof users)[number];
      const asked = at % 3 === 0 ? 'acme' : 'globex';
      const answer = await fetch(`${stagepass.url}/access_token?channelName=${asked}-room`, {
        headers: { authorization },
      });
      const { token } = (await answer.json()) as { readonly token?: string };
      const got = token === undefined ? answer.status : grantedTo(token);
      const right = asked === tenant ? [`${tenant}-room`, name] : 403;
      if (JSON.stringify(got) !== JSON.stringify(right)) wrong.push({ at, name, tenant, asked, got });
    }
    const worker = async () => {
      while (next < INTERLEAVED) await one();
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    expect(wrong).toEqual([]);
  });
});

describe('a stage with a limit for each user that logs no subjects', async () => {
  const limit = { perUser: { requests: 10, perSeconds: 60 } } as const;
  const callers = Object.entries(stage.callers).map(([name, caller]) => [
    name,
    caller.token ? { ...caller, limit } : caller,
  ]);
  const limited = assemblyOf({ ...stage, logSubjects: false, callers: Object.fromEntries(callers) });
  const clock = new ManualClock();
  const { stagepass: other } = await startForTests(limited, {
    edgeEnvironment,
    clock: { ...systemClock, now: clock.now },
  });
  const path = '/access_token?channelName=acme-room';
  const asks = async (user: string) => {
    const authorization = `Bearer ${await tokenOf(user, { tenant: 'acme' })}`;
    return (to = path) => send(`${other.url}${to}`, { headers: { authorization } });
  };

  it('logs no user', async () => {
    const ask = await asks('user-nobody-logs');
    expect([(await ask()).status, (await ask('/no/such/route')).status]).toEqual([200, 404]);
    const written = other.logs.map(({ text }) => text).join('\n');
    expect(written.split('"issuer":"app"')).toHaveLength(3);
    expect(written).not.toContain('user-nobody-logs');
  });

  it('refuses a user who asks too often, and no other', async () => {
    const [often, rarely] = [await asks('often'), await asks('rarely')];
    const statuses = [];
    for (let at = 0; at < 11; at += 1) statuses.push((await often('/openapi.json')).status);
    expect(statuses).toEqual([...Array(10).fill(200), 429]);
    expect((await rarely()).status).toBe(200);
    clock.advance(60_000);
    expect((await often()).status).toBe(200);
  });
});
