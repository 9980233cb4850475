import { afterEach, describe, expect, inject, it } from 'vitest';
import { agoraKeys, interactivityKeys, startForTests } from '../support/stagepass.ts';

const { stagepass, interactivity, client } = await startForTests(inject('assemblyDir'), { instancesPerFunction: 1 });
const { secretsManager } = stagepass;

const AGORA = 'ProviderSecretAgora';
const INTERACTIVITY = 'ProviderSecretInteractivity';

afterEach(async () => {
  secretsManager.restore();
  interactivity.behave('ok');
  secretsManager.put(AGORA, JSON.stringify(agoraKeys));
  secretsManager.put(INTERACTIVITY, JSON.stringify(interactivityKeys));
  await stagepass.coldStart();
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

  it('count as soon as they are filled in', async () => {
    secretsManager.put(AGORA, '{"appId":"","appCertificate":""}');
    expect((await client('/access_token?channelName=t')).status).toBe(503);
    secretsManager.put(AGORA, JSON.stringify(agoraKeys));
    expect((await client('/access_token?channelName=t')).status).toBe(200);
  });
});

describe('an outage of Secrets Manager', () => {
  it.each(['down', 'hang'] as const)('is 503 where nothing was read yet, and CORS tells it: %s', async (how) => {
    secretsManager.fail(how);
    const origin = 'http://localhost:3000';
    const { status, body, headers } = await client('/access_token?channelName=t', { headers: { origin } });
    expect([status, body.code]).toEqual([503, 'unavailable']);
    expect(headers['access-control-allow-origin']).toBe(origin);
    expect(headers['retry-after']).toMatch(/^\d+$/);
  });

  it('costs nobody a token where everything was read before', async () => {
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
