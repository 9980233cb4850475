import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { demoApiKey } from '../../lambda/momento/sandbox/sandbox.ts';
import { ChangedAssembly } from '../support/changed-assembly.ts';
import { FunctionClock } from '../support/function-clock.ts';
import { agoraKeys, basic, interactivityKeys, momentoKeys, send, startForTests } from '../support/stagepass.ts';

const assembly = new ChangedAssembly(inject('assemblyDir'));
const clock = new FunctionClock(assembly, ['agora', 'interactivity', 'momento']);
const { stagepass, interactivity, momento, client } = await startForTests(assembly.dir, {
  instancesPerFunction: 1,
  momentoNow: clock.now,
});
const { secretsManager } = stagepass;

const AGORA = 'ProviderSecretAgora';
const INTERACTIVITY = 'ProviderSecretInteractivity';
const MOMENTO = 'ProviderSecretMomento';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

afterEach(async () => {
  secretsManager.restore();
  interactivity.behave('ok');
  secretsManager.put(AGORA, JSON.stringify(agoraKeys));
  secretsManager.put(INTERACTIVITY, JSON.stringify(interactivityKeys));
  secretsManager.put(MOMENTO, JSON.stringify(momentoKeys));
  // Guard and authorizers know neither keys nor providers.
  for (const name of ['AgoraToken', 'InteractivityToken', 'MomentoToken']) await stagepass.coldStart(name);
});

describe('keys that are not there', () => {
  it.each([
    ['as the stack makes them', '{"appId":"","appCertificate":""}'],
    ['a placeholder', '{"appId":"REPLACE_ME","appCertificate":"REPLACE_ME"}'],
    ['not hexadecimal', JSON.stringify({ ...agoraKeys, appCertificate: 'Z'.repeat(32) })],
    ['too short', JSON.stringify({ ...agoraKeys, appId: agoraKeys.appId.slice(1) })],
    ['half of them', JSON.stringify({ appId: agoraKeys.appId })],
    ['not JSON', 'appId=…'],
  ])('are said to be not configured, Agora: %s', async (_what, secret) => {
    secretsManager.put(AGORA, secret);
    for (const path of [
      '/access_token?channelName=t',
      '/access_token?channelName=t&version=007',
      '/rtm_token?userId=u',
    ]) {
      const { status, body } = await client(path);
      expect(status).toBe(503);
      expect(body).toMatchObject({ code: 'not_configured' });
      expect(body).not.toHaveProperty('token');
    }
  });

  it('are said to be not configured, Interactivity', async () => {
    secretsManager.put(INTERACTIVITY, '{"consumerKey":"","consumerSecret":""}');
    const { status, body } = await client('/token');
    expect([status, body.code]).toEqual([503, 'not_configured']);
    expect(interactivity.calls).toBe(0);
  });

  it('count seconds after they are filled in', async () => {
    secretsManager.put(AGORA, '{"appId":"","appCertificate":""}');
    expect((await client('/access_token?channelName=t')).status).toBe(503);
    secretsManager.put(AGORA, JSON.stringify(agoraKeys));
    clock.advance(5 * SECOND);
    expect((await client('/access_token?channelName=t')).status).toBe(200);
  });
});

describe('keys that were changed', () => {
  it('count within five minutes, and with the old ones their token ends', async () => {
    const before = await client('/token');
    const calls = interactivity.calls;
    // The stand-in takes the first keys only, so it refuses these; a token that is kept would hide that.
    secretsManager.put(INTERACTIVITY, JSON.stringify({ ...interactivityKeys, consumerSecret: 'another-secret' }));
    expect((await client('/token')).body.access_token).toBe(before.body.access_token);
    clock.advance(5 * MINUTE);
    expect(await client('/token')).toMatchObject({ status: 502, body: { code: 'provider_refused' } });
    expect(await client('/token')).toMatchObject({ status: 502, body: { code: 'provider_refused' } });
    expect(interactivity.calls - calls).toBe(1);
    secretsManager.put(INTERACTIVITY, JSON.stringify(interactivityKeys));
    clock.advance(5 * MINUTE);
    const after = await client('/token');
    expect(after.status).toBe(200);
    expect(after.body.access_token).not.toBe(before.body.access_token);
  });

  it('end Momento’s tokens, reused ones too, and its connection', async () => {
    const first = await client('/tokens');
    expect((await client('/tokens')).body.token).toBe(first.body.token);
    secretsManager.put(MOMENTO, JSON.stringify({ apiKey: demoApiKey() }));
    clock.advance(5 * MINUTE);
    expect(await client('/tokens')).toMatchObject({ status: 502, body: { code: 'provider_refused' } });
    secretsManager.put(MOMENTO, JSON.stringify(momentoKeys));
    clock.advance(5 * MINUTE);
    expect((await client('/tokens')).status).toBe(200);
  });

  it.each([
    [INTERACTIVITY, '/token', '{"consumerKey":"","consumerSecret":""}'],
    [MOMENTO, '/tokens', '{"apiKey":""}'],
    [AGORA, '/access_token?channelName=t', '{"appId":"","appCertificate":""}'],
  ])('to none vend nothing any more: %s', async (secretId, path, emptied) => {
    expect((await client(path)).status).toBe(200);
    secretsManager.put(secretId, emptied);
    clock.advance(5 * MINUTE);
    expect(await client(path)).toMatchObject({ status: 503, body: { code: 'not_configured' } });
    clock.advance(6 * 60 * MINUTE);
    expect(await client(path)).toMatchObject({ status: 503, body: { code: 'not_configured' } });
  });
});

describe('a token that was refused', () => {
  it.each(['/token', '/tokens'])('is not given again to who says so, but a new one once a minute: %s', async (path) => {
    const tokenOf = async (query = '') => {
      const { body } = await client(path + query);
      return body.access_token ?? body.token;
    };
    const refused = await tokenOf();
    expect(await tokenOf('?renew=true')).toBe(refused);
    clock.advance(MINUTE);
    expect(await tokenOf()).toBe(refused);
    const calls = interactivity.calls + momento.calls.token;
    const renewed = await tokenOf('?renew=true');
    expect(renewed).not.toBe(refused);
    expect(await tokenOf()).toBe(renewed);
    for (let asked = 0; asked < 5; asked += 1) expect(await tokenOf('?renew=true')).toBe(renewed);
    expect(interactivity.calls + momento.calls.token - calls).toBe(1);
  });
});

describe('an outage of Secrets Manager', () => {
  beforeEach(() => stagepass.coldStart());
  afterEach(() => stagepass.coldStart());

  it.each(['down', 'hang'] as const)('is 503 for each of 24 at once where nothing was read yet: %s', async (how) => {
    secretsManager.fail(how);
    const origin = 'http://localhost:3000';
    const asked = Array.from({ length: 24 }, () => client('/access_token?channelName=t', { headers: { origin } }));
    for (const { status, body, headers } of await Promise.all(asked)) {
      expect([status, body.code]).toEqual([503, 'unavailable']);
      expect(headers['access-control-allow-origin']).toBe(origin);
      expect(headers['retry-after']).toBe('5');
    }
  });

  it('answers known and unknown names alike', async () => {
    secretsManager.fail('down');
    await client('/token');
    const answers = [];
    for (const name of ['client', 'admin', 'nobody']) {
      const { status, body, headers } = await send(`${stagepass.url}/token`, {
        headers: { authorization: basic(name, 'wrong') },
      });
      answers.push({ status, code: body.code, error: body.error, retryAfter: headers['retry-after'] });
    }
    expect(answers).toEqual(Array(3).fill({ ...answers[0], status: 503, code: 'unavailable', retryAfter: '5' }));
  });

  it('doesn’t stop tokens where everything was read before', async () => {
    expect((await client('/access_token?channelName=t')).status).toBe(200);
    secretsManager.fail('down');
    expect((await client('/access_token?channelName=t')).status).toBe(200);
  });
});

describe('a provider that fails', () => {
  it.each([
    ['unauthorized', 502, 'provider_refused'],
    ['server_error', 502, 'provider_failed'],
    ['garbage', 502, 'provider_failed'],
    ['disconnect', 502, 'provider_failed'],
    ['hang', 504, 'provider_timeout'],
  ] as const)('is told without a word of its answer: %s', async (behaviour, expected, code) => {
    interactivity.behave(behaviour);
    const { status, body, text } = await client('/token');
    expect([status, body.code]).toEqual([expected, code]);
    expect(Object.keys(body)).toEqual(['error', 'code', 'requestId']);
    expect(text).not.toMatch(/html|wrong key|something went wrong/);
  });

  it('is asked again when it fails in passing', async () => {
    const before = interactivity.calls;
    interactivity.behave({ failTimes: 2 });
    expect((await client('/token')).status).toBe(200);
    expect(interactivity.calls - before).toBe(3);
  });

  it('is not asked again when it refuses', async () => {
    const before = interactivity.calls;
    interactivity.behave('unauthorized');
    await client('/token');
    expect(interactivity.calls - before).toBe(1);
  });

  it('leaves nothing of itself or our keys in the logs', () => {
    const text = stagepass.logs.map((line) => line.text).join('\n');
    for (const secret of [interactivityKeys.consumerSecret, interactivityKeys.consumerKey, 'grant_type']) {
      expect(text).not.toContain(secret);
    }
  });
});
