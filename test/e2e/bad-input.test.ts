import { describe, expect, inject, it } from 'vitest';
import { errorStatus } from '../../api/errors.ts';
import { type Answer, startForTests } from '../support/stagepass.ts';

const { client, admin } = await startForTests(inject('assemblyDir'));
const origin = 'http://localhost:5173';

/** What every refusal has, whoever answers. */
function expectRefusal(answer: Answer, code: keyof typeof errorStatus): void {
  expect(answer.body).toEqual({ error: expect.stringMatching(/./), code, requestId: expect.stringMatching(/./) });
  expect(answer.status).toBe(errorStatus[code]);
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-store',
    'access-control-allow-origin': origin,
    vary: 'Origin',
  });
}

describe('/access_token', () => {
  it.each([
    ['', 'channel is required'],
    ['channelName=', 'channelName must not be blank'],
    ['channelName=%20%20', 'channelName must not be blank'],
    [`channelName=${'c'.repeat(64)}`, 'channelName must be at most 63 bytes long'],
    ['channelName=*', 'wildcards are not vended'],
    ['channelName=room-*', 'wildcards are not vended'],
    ['channelName=caf%C3%A9', 'channelName may hold'],
    ['channelName=a%0Ab', 'channelName may hold'],
    ['channelName=a%00', 'channelName may hold'],
    ['channelName=t&uid=-1', 'uid must be a whole number from 0 to 4294967295'],
    ['channelName=t&uid=4294967296', 'uid must be a whole number from 0 to 4294967295'],
    ['channelName=t&uid=1.5', 'uid must be a whole number'],
    ['channelName=t&uid=abc', 'a string user goes in account'],
    ['channelName=t&uid=0x10', 'uid must be a whole number'],
    ['channelName=t&uid=', 'uid must be a whole number'],
    ['channelName=t&uid=1&account=ada', 'give uid or account, not both'],
    ['channelName=t&account=*', 'account may hold'],
    [`channelName=t&account=${'a'.repeat(256)}`, 'account must be at most 255 bytes long'],
    ['channelName=t&role=host', 'role must be publisher or subscriber'],
    ['channelName=t&role=Publisher', 'role must be publisher or subscriber'],
    ['channelName=t&expireTime=0', 'expireTime must be a whole number of seconds, 1 or more'],
    ['channelName=t&expireTime=-5', 'expireTime must be'],
    ['channelName=t&expireTime=abc', 'expireTime must be'],
    ['channelName=t&expireTime=1e99', 'expireTime must be'],
    ['channelName=t&version=005', 'version must be 006 or 007'],
    ['channelName=t&channelName=u', 'parameter "channelName" is given more than once'],
    ['channelName=t&uid=1&uid=1', 'parameter "uid" is given more than once'],
    ['channelName=t&expiretime=60', 'unknown parameter "expiretime": did you mean expireTime?'],
    ['channel=t', 'unknown parameter "channel": did you mean channelName?'],
    ['uid=1&channel_name=t', 'unknown parameter "channel_name": did you mean channelName?'],
    ['channelName=t&user=ada', 'unknown parameter "user": this route takes channelName, uid, account'],
    ['channelName=t&__proto__=x', 'unknown parameter'],
  ])('refuses ?%s', async (query, message) => {
    const answer = await client(`/access_token?${query}`, { headers: { origin } });
    expectRefusal(answer, 'invalid_request');
    expect(answer.body.error).toContain(message);
  });
});

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'a header named %s is one like any other, and a parameter is unknown',
  async (name) => {
    const headers = { origin, [name]: 'x' };
    expect((await client('/access_token?channelName=t', { headers })).status).toBe(200);
    const answer = await client(`/access_token?channelName=t&${name}=x`, { headers });
    expectRefusal(answer, 'invalid_request');
    expect(answer.body.error).toContain(`unknown parameter "${name}"`);
  },
);

describe('/rtm_token', () => {
  it.each([
    ['', 'userId is required'],
    ['userId=', 'userId must not be blank'],
    ['user=ada', 'unknown parameter "user": did you mean userId?'],
    [`userId=${'u'.repeat(65)}`, 'userId must be at most 64 bytes long'],
    ['userId=*', 'userId may hold'],
    ['userId=a&userId=b', 'parameter "userId" is given more than once'],
  ])('refuses ?%s', async (query, message) => {
    const answer = await client(`/rtm_token?${query}`, { headers: { origin } });
    expectRefusal(answer, 'invalid_request');
    expect(answer.body.error).toContain(message);
  });
});

describe('/token', () => {
  it.each([
    ['user=ada', 'unknown parameter "user": this route takes renew'],
    ['renew=yes', 'renew must be true or false'],
    ['renew=true&renew=false', 'parameter "renew" is given more than once'],
  ])('refuses ?%s', async (query, message) => {
    const answer = await client(`/token?${query}`, { headers: { origin } });
    expectRefusal(answer, 'invalid_request');
    expect(answer.body.error).toBe(message);
  });
});

describe('a path or method that no route has', () => {
  it.each(['/nothing', '/access_token/x', '/access_tokenx', '/ACCESS_TOKEN', '/console.map'])(
    'is not found: %s',
    async (path) => {
      expectRefusal(await client(path, { headers: { origin } }), 'not_found');
    },
  );

  it('is not found below /admin', async () => {
    expectRefusal(await admin('/admin/nothing', { headers: { origin } }), 'not_found');
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('is not allowed: %s', async (method) => {
    const answer = await client('/access_token?channelName=t', { method, headers: { origin } });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
    expectRefusal(answer, 'method_not_allowed');
  });

  it.each(['/%61ccess_token', '/access_token//', '//access_token', '/./access_token', '/a%2Fb'])(
    'is not guessed at: %s',
    async (path) => {
      expectRefusal(await client(path, { headers: { origin } }), 'invalid_request');
    },
  );
});
