import { describe, expect, it } from 'vitest';
import { type Algorithm, algorithms, type GuardConfig } from '../../../edge-auth/config.ts';
import { type Ask, answered, basic, guardWith, ORIGIN, passed, viewerRequestEvent } from '../support.ts';
import { issuer, members, NOW_SECONDS, stranger, tokenConfig, tokenWith } from './support.ts';

const BEARER = 'Bearer realm="stagepass-test"';
const BASIC = 'Basic realm="stagepass-test", charset="UTF-8"';

const stage = (overrides: Partial<GuardConfig> = {}) => guardWith({ ...tokenConfig, ...overrides });

const withHeader = (authorization: string | readonly string[], ask: Ask = {}) =>
  viewerRequestEvent({ ...ask, headers: { ...ask.headers, authorization } });

const as = (token: string, ask?: Ask) => withHeader(`Bearer ${token}`, ask);

/** The challenges as they were sent: each is a header of its own. */
function challenges({ raw }: ReturnType<typeof answered>): string[] | undefined {
  return raw.headers?.['www-authenticate']?.map(({ value }) => value);
}

function errorIn({ body }: ReturnType<typeof answered>) {
  return JSON.parse(body ?? '') as { error: string; code: string; requestId: string };
}

describe('a request with a user’s token', () => {
  it.each(algorithms)('goes on as its caller and user, without the token: %s', async (algorithm: Algorithm) => {
    const { guard } = stage();
    const ask = { querystring: 'a=1', headers: { 'x-stagepass-caller': 'admin', 'x-stagepass-origin': 'x' } };
    const { headers, querystring } = passed(await guard(as(tokenWith({ algorithm }), ask)));
    expect(headers).toEqual({
      host: expect.anything(),
      'x-stagepass-caller': [{ key: 'x-stagepass-caller', value: 'members?user=ada&issuer=app&tenant=acme' }],
    });
    expect(querystring).toBe('a=1');
  });

  it('is held to the caller’s routes, with the contract’s codes', async () => {
    const { guard } = stage();
    const statusOf = async (ask: Ask) => answered(await guard(as(tokenWith(), ask))).status;
    expect(await statusOf({ uri: '/admin/openapi.json' })).toBe(403);
    expect(await statusOf({ uri: '/%61dmin/openapi.json' })).toBe(400);
    expect(await statusOf({ uri: '/nothing' })).toBe(404);
    expect(await statusOf({ method: 'POST' })).toBe(405);
    const admins = stage({ tokenCallers: [{ ...members, audience: 'admin' }] });
    passed(await admins.guard(as(tokenWith(), { uri: '/admin/openapi.json' })));
  });

  it('reads no secret', async () => {
    const { guard, stored } = stage();
    passed(await guard(as(tokenWith())));
    expect(stored.reads).toEqual([]);
  });

  it.each(['bearer', 'BEARER', 'Bearer  '])('may write %j', async (scheme) => {
    passed(await stage().guard(withHeader(`${scheme} ${tokenWith()}`)));
  });
});

describe('a request without a token', () => {
  it.each<[string, string | readonly string[]]>([
    ['nothing', []],
    ['an empty header', ''],
    ['another scheme', 'Digest username="client"'],
    ['a scheme that starts alike', 'BearerX abc'],
    ['a wrong password', basic('client', 'wrong')],
    ['an unknown name', basic('nobody', 'x')],
  ])('is challenged with what the stage takes, Bearer first: %s', async (_what, authorization) => {
    const answer = answered(await stage().guard(withHeader(authorization)));
    expect(answer.status).toBe(401);
    expect(challenges(answer)).toEqual([BEARER, BASIC]);
    expect(errorIn(answer)).toEqual({
      error:
        'a user’s token is needed, as Authorization: Bearer, or the right name and password of a caller are needed, by HTTP Basic authentication',
      code: 'unauthorized',
      requestId: 'request-1',
    });
  });

  it('is not asked for a password where no caller has one', async () => {
    const { guard } = stage({ callers: {} });
    for (const authorization of [[], basic('client', 'client-pw')]) {
      const answer = answered(await guard(withHeader(authorization)));
      expect([answer.status, challenges(answer)]).toEqual([401, [BEARER]]);
      expect(errorIn(answer).error).toBe('a user’s token is needed, as Authorization: Bearer');
    }
  });

  it('goes on with the right password, as on any stage', async () => {
    const { guard } = stage();
    const { headers } = passed(await guard(withHeader(basic('client', 'client-pw'))));
    expect(headers['x-stagepass-caller']).toEqual([{ key: 'x-stagepass-caller', value: 'client' }]);
  });

  it('is answered as ever before credentials count', async () => {
    const { guard } = stage();
    const origin = 'https://evil.example.com';
    expect(answered(await guard(as('junk', { uri: '/health' }))).status).toBe(200);
    expect(answered(await guard(as('junk', { headers: { origin } }))).status).toBe(403);
    expect(answered(await guard(withHeader(['Bearer a', 'Bearer b'], { headers: { origin } }))).status).toBe(403);
    const preflight = { method: 'OPTIONS', headers: { origin: ORIGIN, 'access-control-request-method': 'GET' } };
    expect(answered(await guard(as('junk', preflight))).status).toBe(204);
  });
});

describe('a token that can’t be told from the headers', () => {
  const token = tokenWith();

  it.each<[string, string | readonly string[], string?]>([
    ['two headers', [`Bearer ${token}`, `Bearer ${token}`]],
    ['two headers, one with a password', [`Bearer ${token}`, basic('client', 'client-pw')]],
    ['two passwords', [basic('client', 'client-pw'), basic('client', 'client-pw')]],
    ['one header made of two', `${basic('client', 'client-pw')}, Bearer ${token}`],
    ['one header made of two tokens', `Bearer ${token}, Bearer ${token}`],
    ['a token in the query, too', `Bearer ${token}`, 'access_token=x'],
    ['a token in the query, written in another way', `Bearer ${token}`, 'a=1&%61ccess_token'],
    ['no token', 'Bearer'],
    ['nothing but spaces', 'Bearer  '],
    ['a tab', `Bearer\t${token}`],
    ['two words', `Bearer ${token} x`],
    ['characters that no token has', `Bearer ${token}"`],
    ['letters that aren’t ASCII', 'Bearer tökén'],
    ['8,193 bytes', `Bearer ${'a'.repeat(8_186)}`],
  ])('is a 400: %s', async (_what, authorization, querystring = '') => {
    const answer = answered(await stage().guard(withHeader(authorization, { querystring })));
    expect(answer.status).toBe(400);
    expect(challenges(answer)).toEqual([`${BEARER}, error="invalid_request"`]);
    expect(errorIn(answer)).toMatchObject({ code: 'invalid_request', error: expect.stringContaining('sent once') });
  });

  it('of 8,192 bytes is read', async () => {
    expect(answered(await stage().guard(withHeader(`Bearer ${'a'.repeat(8_185)}`))).status).toBe(401);
  });

  it('may stand beside any other query', async () => {
    passed(await stage().guard(as(token, { querystring: 'x=access_token&no_access_token=1' })));
  });
});

describe('a token that is refused', () => {
  it.each<[string, string, string]>([
    ['junk', 'junk', 'malformed'],
    ['critical header', tokenWith({ header: { crit: ['exp'] } }), 'critical header'],
    ['a logout token', tokenWith({ header: { typ: 'logout+jwt' } }), 'type'],
    ['another issuer', tokenWith({ claims: { iss: 'https://evil.example.com' } }), 'issuer'],
    ['no algorithm', tokenWith({ header: { alg: 'none' } }), 'algorithm'],
    ['expired', tokenWith({ claims: { exp: NOW_SECONDS - 5 } }), 'expired'],
    ['too early', tokenWith({ claims: { nbf: NOW_SECONDS + 6 } }), 'too early'],
    ['another audience', tokenWith({ claims: { aud: 'another' } }), 'audience'],
    ['a kid that isn’t there', tokenWith({ header: { kid: 'nobody’s' } }), 'key'],
    ['a stranger’s key', tokenWith({ algorithm: 'ES256', pair: stranger }), 'signature'],
  ])('gets a 401 that says a word why: %s', async (_what, token, fault) => {
    const { guard, lines } = stage();
    const answer = answered(await guard(as(token, { headers: { origin: ORIGIN } })));
    expect(answer.status).toBe(401);
    expect(challenges(answer)).toEqual([`${BEARER}, error="invalid_token", error_description="${fault}"`]);
    expect(errorIn(answer).code).toBe('unauthorized');
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(answer.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate');
    expect(lines).toEqual([
      expect.objectContaining({ level: 'info', message: 'refused', fault, status: 401, code: 'unauthorized' }),
    ]);
  });

  it('gets a 403 where it is right, but no caller’s', async () => {
    const { guard, lines } = stage({ tokenCallers: [{ ...members, where: { tenant: ['other'] } }] });
    const answer = answered(await guard(as(tokenWith())));
    expect(answer.status).toBe(403);
    expect(challenges(answer)).toEqual([`${BEARER}, error="insufficient_scope"`]);
    expect(errorIn(answer)).toMatchObject({ code: 'not_allowed', error: expect.stringContaining('no caller') });
    expect(lines).toMatchObject([{ issuer: 'app', status: 403 }]);
    expect(lines[0]).not.toHaveProperty('caller');
  });

  it.each([
    [undefined],
    [''],
    [['ada']],
    [{ name: 'ada' }],
    [true],
    [1.5],
    ['a\nb'],
    ['a\u0085'],
    ['\ud800'],
    ['a'.repeat(257)],
  ])('gets a 403 that names the claim where that names no user: %j', async (sub) => {
    const { guard, lines } = stage();
    const answer = answered(await guard(as(tokenWith({ claims: { sub } }))));
    expect(answer.status).toBe(403);
    expect(challenges(answer)).toEqual([`${BEARER}, error="insufficient_scope"`]);
    expect(errorIn(answer)).toMatchObject({
      code: 'not_allowed',
      error: 'the token must name its user by the claim sub: a text of 1 to 256 characters, or a whole number',
    });
    expect(lines).toMatchObject([{ caller: 'members', issuer: 'app', status: 403 }]);
  });

  it('gets a 403 where what it says is too long to be passed on', async () => {
    const { guard } = stage();
    // With the name and the user before it, the header has 4,096 bytes.
    const before = 'members?user=ada&issuer=app&tenant='.length;
    passed(await guard(as(tokenWith({ claims: { tenant: 'a'.repeat(4_096 - before) } }))));
    const answer = answered(await guard(as(tokenWith({ claims: { tenant: 'a'.repeat(4_097 - before) } }))));
    expect(answer.status).toBe(403);
    expect(challenges(answer)).toEqual([`${BEARER}, error="insufficient_scope"`]);
    expect(errorIn(answer).error).toContain('too long');
  });
});

describe('the log', () => {
  const elsewhere = { uri: '/admin/openapi.json' };

  it('says who was refused', async () => {
    const { guard, lines } = stage();
    await guard(as(tokenWith(), elsewhere));
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'refused',
        requestId: 'request-1',
        caller: 'members',
        issuer: 'app',
        user: 'ada',
        route: 'GET /admin/openapi.json',
        status: 403,
        code: 'not_allowed',
      },
    ]);
  });

  it('leaves the user out where the stage doesn’t log subjects', async () => {
    const { guard, lines } = stage({ logSubjects: false });
    await guard(as(tokenWith(), elsewhere));
    expect(lines).toMatchObject([{ caller: 'members', issuer: 'app' }]);
    expect(lines[0]).not.toHaveProperty('user');
  });
});

describe('the caller', () => {
  it('is the first one that the token fits', async () => {
    const { guard } = stage({
      tokenCallers: [
        { ...members, name: 'staff', where: { role: ['staff', 'owner'] } },
        { ...members, name: 'of-acme', where: { tenant: ['acme'] } },
        members,
      ],
    });
    const callerOf = async (claims: object) =>
      passed(await guard(as(tokenWith({ claims })))).headers['x-stagepass-caller']?.[0]?.value.split('?')[0];
    expect(await callerOf({ role: ['reader', 'owner'] })).toBe('staff');
    expect(await callerOf({ role: 'reader' })).toBe('of-acme');
    expect(await callerOf({ tenant: 'other' })).toBe('members');
  });

  it('is the same, whatever else is in a list that it is chosen by', async () => {
    const { guard } = stage({
      tokenCallers: [{ ...members, name: 'trial', where: { groups: ['trial'] } }, members],
    });
    const many = Array.from({ length: 150 }, (_, at) => `g${at}`);
    for (const groups of [['trial', ...many], ['trial', null], [{}, 'trial'], ['trial', 2 ** 60], 'trial']) {
      const { headers } = passed(await guard(as(tokenWith({ claims: { groups } }))));
      expect(headers['x-stagepass-caller']?.[0]?.value).toMatch(/^trial\?/);
    }
  });

  it('that is disabled keeps its users, who get no other caller’s rights', async () => {
    const trial = { ...members, name: 'trial', where: { groups: ['trial'] }, disabled: true };
    const { guard, lines } = stage({ tokenCallers: [trial, members] });
    const answer = answered(await guard(as(tokenWith({ claims: { groups: ['trial'] } }))));
    expect(answer.status).toBe(403);
    expect(challenges(answer)).toEqual(['Bearer realm="stagepass-test", error="insufficient_scope"']);
    expect(lines).toMatchObject([{ caller: 'trial', issuer: 'app', code: 'not_allowed' }]);
    passed(await guard(as(tokenWith())));
  });

  it('is never asked for a password where all that take tokens are disabled', async () => {
    const { guard } = stage({ tokenCallers: [{ ...members, disabled: true }] });
    expect(challenges(answered(await guard(as('x.y.z'))))?.join()).toMatch(/^Bearer [^,]+, error="invalid_token"/);
  });

  it('may be of either of two issuers with the same iss', async () => {
    const { guard } = stage({
      issuers: {
        id: { ...issuer, claims: { token_use: ['id'] } },
        access: { ...issuer, audience: undefined, clientIds: ['app'], claims: { token_use: ['access'] } },
      },
      tokenCallers: [
        { ...members, name: 'by-access', issuer: 'access' },
        { ...members, name: 'by-id', issuer: 'id' },
      ],
    });
    const callerOf = async (claims: object) =>
      passed(await guard(as(tokenWith({ claims })))).headers['x-stagepass-caller']?.[0]?.value.split('&tenant')[0];
    expect(await callerOf({ token_use: 'id' })).toBe('by-id?user=ada&issuer=id');
    expect(await callerOf({ token_use: 'access', aud: undefined, client_id: 'app' })).toBe(
      'by-access?user=ada&issuer=access',
    );
    // Of the two, the fault that came furthest is told.
    const neither = answered(await guard(as(tokenWith({ claims: { token_use: 'other' } }))));
    expect(challenges(neither)?.[0]).toContain('"claims"');
  });
});
