import { describe, expect, it } from 'vitest';
import { RETRY_MS } from '../../../lambda/shared/secrets/cached.ts';
import { type Ask, answered, basic, config, guardWith, ORIGIN, passed, viewerRequestEvent } from '../support.ts';
import { tokenConfig, tokenWith } from './support.ts';

const ID = 'secret/denied-users';

/** A guard whose deny list holds these users of `members`. */
function stage(...users: string[]) {
  const running = guardWith({ ...tokenConfig, deniedUsers: { secretId: ID } });
  const listing = (...names: string[]) =>
    running.stored.rotate(ID, JSON.stringify({ members: Object.fromEntries(names.map((name) => [name, {}])) }), 0);
  listing(...users);
  const ask = (sub: string, { headers, ...more }: Ask = {}) =>
    running.guard(
      viewerRequestEvent({
        ...more,
        headers: { ...headers, authorization: `Bearer ${tokenWith({ claims: { sub } })}` },
      }),
    );
  return { ...running, listing, ask };
}

describe('a blocked user', () => {
  it('gets a 403 that says so, which its page can read, whatever it asks for', async () => {
    const { ask } = stage('ada');
    for (const uri of ['/token', '/nothing', '/admin/openapi.json']) {
      const { status, headers, body } = answered(await ask('ada', { uri, headers: { origin: ORIGIN } }));
      expect([status, JSON.parse(body ?? '')]).toEqual([
        403,
        { error: 'this user is blocked', code: 'not_allowed', requestId: 'request-1' },
      ]);
      expect(headers.get('www-authenticate')).toBe('Bearer realm="stagepass-test", error="insufficient_scope"');
      expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    }
  });

  it('is that of its caller alone, and keeps nobody else out', async () => {
    const { ask, guard, stored, lines } = stage('ada', 'client', '__proto__');
    passed(await ask('bob'));
    passed(await ask('toString'));
    passed(await guard(viewerRequestEvent({ headers: { authorization: basic('client', 'client-pw') } })));
    expect(answered(await ask('__proto__')).status).toBe(403);
    stored.rotate(ID, '{"others":{"bob":{}}}', 0);
    passed(await ask('bob'));
    expect(lines).toMatchObject([{ message: 'refused', caller: 'members', issuer: 'app', user: '__proto__' }]);
  });

  it('stays out with a token that fits another caller of the issuer', async () => {
    const [member] = tokenConfig.tokenCallers;
    if (member === undefined) throw new Error('no caller');
    const trial = { ...member, name: 'trial', where: { groups: ['trial'] } };
    const running = guardWith({ ...tokenConfig, tokenCallers: [trial, member], deniedUsers: { secretId: ID } });
    running.stored.rotate(ID, '{"trial":{"ada":{}}}', 0);
    const ask = (claims: object) =>
      running.guard(viewerRequestEvent({ headers: { authorization: `Bearer ${tokenWith({ claims })}` } }));
    expect(answered(await ask({ sub: 'ada', groups: ['trial'] })).status).toBe(403);
    expect(answered(await ask({ sub: 'ada', groups: [] })).status).toBe(403);
    passed(await ask({ sub: 'bob', groups: ['trial'] }));
  });

  it('is told of a wrong token only that it is wrong', async () => {
    const { guard } = stage('ada');
    const expired = tokenWith({ claims: { sub: 'ada', exp: 1 } });
    const answer = answered(await guard(viewerRequestEvent({ headers: { authorization: `Bearer ${expired}` } })));
    expect(answer.status).toBe(401);
  });

  it('stays out while the list can’t be read, and others get through', async () => {
    const { ask, stored, now, listing } = stage('ada');
    expect(answered(await ask('ada')).status).toBe(403);
    stored.state.down = true;
    now.advance(config.credentialsTtlSeconds * 1000);
    expect(answered(await ask('ada')).status).toBe(403);
    passed(await ask('bob'));
    stored.state.down = false;
    listing('bob');
    now.advance(RETRY_MS);
    passed(await ask('ada'));
    expect(answered(await ask('bob')).status).toBe(403);
  });

  it('costs one reading for all requests within the TTL, and none with a password', async () => {
    const { ask, guard, stored } = stage('ada');
    await guard(viewerRequestEvent({ headers: { authorization: basic('nobody', 'x') } }));
    expect(stored.reads).toEqual([]);
    await Promise.all([ask('ada'), ask('bob'), ask('eve')]);
    expect(stored.reads).toEqual([`${ID} AWSCURRENT`]);
  });
});
