import { describe, expect, inject, it } from 'vitest';
import { selectStage } from '../../lib/config/config.ts';
import { stageRoutes } from '../../lib/config/stage.ts';
import { systemClock } from '../../local/clock.ts';
import { decode006, decode007, RTC, RTM } from '../lambda/agora/token-decoder.ts';
import config from '../project/stagepass.config.ts';
import { agoraKeys, interactivityKeys, startForTests } from '../support/stagepass.ts';

let hours = 0;
const { client, admin, stagepass, interactivity } = await startForTests(inject('assemblyDir'), {
  instancesPerFunction: 1,
  // An hour goes by at each look, so nothing here is throttled; functions have the machine's own clock.
  clock: { ...systemClock, now: () => (hours += 3_600_000) },
});

const seconds = () => Math.floor(Date.now() / 1000);

/** Seconds from now to an ISO time. */
const secondsLeft = (expiresAt: string) => (Date.parse(expiresAt) - Date.now()) / 1000;

describe('GET /access_token', () => {
  const asked = '/access_token?channelName=test&uid=1234&role=publisher&expireTime=600';

  it('vends a 006 token that Agora’s format decodes to what was asked', async () => {
    const before = seconds();
    const { status, body, headers } = await client(asked);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['token', 'expiresAt']);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringMatching(/^max-age=63072000/),
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    const decoded = decode006(body.token);
    expect(decoded.appId).toBe(agoraKeys.appId);
    expect(decoded.signedFor(agoraKeys.appCertificate, 'test', '1234')).toBe(true);
    const end = Date.parse(body.expiresAt) / 1000;
    expect(decoded.privileges).toEqual({ 1: end, 2: end, 3: end, 4: end });
    expect(end - 600).toBeGreaterThanOrEqual(before);
    expect(end - 600).toBeLessThanOrEqual(seconds());
  });

  it('vends a 007 token that Agora’s format decodes to what was asked', async () => {
    const { status, body } = await client(`${asked}&version=007`);
    expect(status).toBe(200);
    const decoded = decode007(body.token);
    expect(decoded.appId).toBe(agoraKeys.appId);
    expect(decoded.signedWith(agoraKeys.appCertificate)).toBe(true);
    expect(decoded.expire).toBe(600);
    expect(decoded.services).toEqual([
      { type: RTC, privileges: { 1: 600, 2: 600, 3: 600, 4: 600 }, names: ['test', '1234'] },
    ]);
    expect(Math.abs(Date.parse(body.expiresAt) / 1000 - decoded.issueTs - 600)).toBeLessThanOrEqual(1);
  });

  it('vends 006, for any user, to listen only, for an hour, where nothing else is asked', async () => {
    const { body } = await client('/access_token?channelName=test');
    const decoded = decode006(body.token);
    expect(decoded.signedFor(agoraKeys.appCertificate, 'test', '')).toBe(true);
    expect(Object.keys(decoded.privileges)).toEqual(['1']);
    expect(secondsLeft(body.expiresAt)).toBeGreaterThan(3_540);
    expect(secondsLeft(body.expiresAt)).toBeLessThanOrEqual(3_600);
  });

  it('takes a string user account', async () => {
    const { status, body } = await client('/access_token?channelName=test&account=ada%20l.');
    expect(status).toBe(200);
    expect(decode006(body.token).signedFor(agoraKeys.appCertificate, 'test', 'ada l.')).toBe(true);
  });

  it('caps a lifetime above the maximum, and says so', async () => {
    const { status, body } = await client('/access_token?channelName=test&expireTime=999999999');
    expect(status).toBe(200);
    expect(secondsLeft(body.expiresAt)).toBeLessThanOrEqual(86_400);
    expect(secondsLeft(body.expiresAt)).toBeGreaterThan(86_350);
  });

  it('answers an admin what it answers a client', async () => {
    expect((await admin('/access_token?channelName=test')).status).toBe(200);
  });
});

describe('GET /rtm_token', () => {
  it('vends a 006 token for the user', async () => {
    const { status, body } = await client('/rtm_token?userId=ada&expireTime=60');
    expect(status).toBe(200);
    expect(secondsLeft(body.expiresAt)).toBeLessThanOrEqual(60);
    expect(decode006(body.token).signedFor(agoraKeys.appCertificate, 'ada', '')).toBe(true);
  });

  it('vends a 007 token for the user', async () => {
    const { body } = await client('/rtm_token?userId=ada&expireTime=60&version=007');
    const decoded = decode007(body.token);
    expect(decoded.signedWith(agoraKeys.appCertificate)).toBe(true);
    expect(decoded.services).toEqual([{ type: RTM, privileges: { 1: 60 }, names: ['ada'] }]);
  });
});

describe('what Agora’s UI Kits ask', () => {
  it.each(['', '/'])('is answered with “%s” at its end', async (slash) => {
    const rtc = await client(`/rtc/a.room_1~b-c/publisher/uid/1234${slash}`);
    expect(rtc.status).toBe(200);
    expect(Object.keys(rtc.body)).toEqual(['rtcToken', 'expiresAt']);
    expect(decode006(rtc.body.rtcToken).signedFor(agoraKeys.appCertificate, 'a.room_1~b-c', '1234')).toBe(true);
    const rtm = await client(`/rtm/0${slash}`);
    expect(decode006(rtm.body.rtmToken).signedFor(agoraKeys.appCertificate, '0', '')).toBe(true);
  });

  it.each([
    ['/rtc/a%20b/publisher/uid/0', 400],
    ['/rtc/a%2Fb/publisher/uid/0', 400],
    ['/rtc/%61/publisher/uid/0', 400],
    ['/rtc/a//uid/0', 400],
    ['/rtc/a/host/uid/0/', 400],
    ['/rtc/a/publisher/userAccount/ada/', 404],
    ['/rtc/a/publisher/uid/0/1', 404],
    ['/rtc/', 404],
    ['/rtm/', 404],
  ])('is refused at %s', async (path, status) => {
    expect((await client(path)).status).toBe(status);
  });
});

describe('GET /token', () => {
  it('vends the shared token, with what remains of it: 200 requests are one call of the provider', async () => {
    const before = interactivity.calls;
    const answers = [];
    for (let at = 0; at < 2; at += 1) {
      answers.push(...(await Promise.all(Array.from({ length: 100 }, () => client('/token')))));
    }
    expect(interactivity.calls - before).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.access_token)).size).toBe(1);
    const { body } = answers[0] ?? {};
    expect(Object.keys(body).sort()).toEqual([
      'access_token',
      'expiresAt',
      'expires_in',
      'refresh_token',
      'token_type',
    ]);
    expect(body.token_type).toBe('Bearer');
    expect(Math.abs(secondsLeft(body.expiresAt) - body.expires_in)).toBeLessThan(60);
  });
});

describe('the contract', () => {
  it('is served to each audience, with its own routes', async () => {
    const clients = await client('/openapi.json');
    expect(clients.status).toBe(200);
    const own = stageRoutes(selectStage(config, 'dev')).filter(({ audience }) => audience !== 'admin');
    expect(own.map(({ path }) => path)).toEqual(expect.arrayContaining(['/access_token', '/openapi.json', '/health']));
    expect(Object.keys(clients.body.paths)).toEqual([...new Set(own.map(({ path }) => path))]);
    const admins = await admin('/admin/openapi.json');
    expect(admins.status).toBe(200);
    const paths = Object.keys(admins.body.paths);
    expect(paths).toEqual(expect.arrayContaining(['/admin/openapi.json', '/millicast/publish_token/{tokenId}']));
    for (const path of paths) expect(path).toMatch(/^\/(?:admin|millicast)\//);
  });
});

describe('the functions’ logs', () => {
  it('tell who got what, for whom and for how long, and hold no token, key or password', async () => {
    const { body } = await client('/access_token?channelName=logged&uid=7&expireTime=60');
    const text = stagepass.logs.map((line) => line.text).join('\n');
    const line = stagepass.logs.find((each) => each.text.includes('"channelName":"logged"'));
    expect(JSON.parse(line?.text ?? '{}')).toMatchObject({
      message: 'vended',
      stage: 'dev',
      caller: 'client',
      route: 'GET /access_token',
      provider: 'agora',
      kind: 'rtc',
      subject: { channelName: 'logged', uid: '7', role: 'subscriber' },
      lifetimeSeconds: expect.closeTo(60, -1),
    });
    // Nothing reads a metric of this stage.
    expect(text).not.toContain('"_aws"');
    expect(text).toContain('"message":"provider answered"');
    const secrets = [body.token, agoraKeys.appCertificate, interactivityKeys.consumerSecret, 'pass:w', 'Basic '];
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});
