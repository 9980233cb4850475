import { TokenSource } from 'livekit-client';
import { TokenVerifier } from 'livekit-server-sdk';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { createClient, keepFresh } from '../../client/stagepass.ts';
import { localPaths } from '../../commands/start/local-paths.ts';
import { standIn as liveKitStandIn } from '../../lambda/livekit/sandbox/stand-in.ts';
import { decode006 } from '../lambda/agora/token-decoder.ts';
import { agoraKeys, basic, passwords, startForTests } from '../support/stagepass.ts';

const { stagepass } = await startForTests(inject('assemblyDir'), {
  onRequest: localPaths({
    paths: liveKitStandIn.localPaths ?? [],
    allowedOrigins: [],
    clientOf: (username) => (username === 'client' ? { username, password: passwords.client } : undefined),
  }),
});
const clientAs = (username: 'client' | 'admin', password = passwords[username]) =>
  createClient({ url: stagepass.url, credentials: { username, password } });

it('gets tokens that are good for as long as they say', async () => {
  const { token, lifetimeMs } = await clientAs('client').agoraRtc({ channelName: 'test', uid: 7, expireTime: 600 });
  expect(decode006(token).signedFor(agoraKeys.appCertificate, 'test', '7')).toBe(true);
  expect(lifetimeMs).toBeGreaterThan(597_000);
  expect(lifetimeMs).toBeLessThanOrEqual(600_000);
  expect((await clientAs('client').interactivity()).token_type).toBe('Bearer');
});

it('is told what is wrong, by whoever answers', async () => {
  await expect(clientAs('client', 'wrong').interactivity()).rejects.toMatchObject({
    code: 'unauthorized',
    status: 401,
  });
  await expect(clientAs('client').adminOpenApi()).rejects.toMatchObject({ code: 'not_allowed', status: 403 });
  await expect(clientAs('client').agoraRtc({ channelName: '*' })).rejects.toMatchObject({
    code: 'invalid_request',
    requestId: expect.stringMatching(/./),
  });
  expect((await clientAs('admin').adminOpenApi()).openapi).toBe('3.1.0');
});

it('says that a token was refused where tokens are kept', async () => {
  const client = clientAs('client');
  const fresh = keepFresh(
    ({ renew, signal }) => client.interactivity({ renew }, { signal }),
    () => {},
  );
  onTestFinished(() => fresh.stop());
  await fresh.get();
  expect((await fresh.renew()).token_type).toBe('Bearer');
  expect((await client.momento({ renew: true })).lifetimeMs).toBeGreaterThan(0);
  expect((await clientAs('admin').momentoAdmin({ renew: false })).lifetimeMs).toBeGreaterThan(0);
});

describe('LiveKit’s own client, as it is', () => {
  const { apiKey, apiSecret } = JSON.parse(stagepass.secretsManager.get('ProviderSecretLiveKit') ?? '');
  const claimsOf = (token: string) => new TokenVerifier(apiKey, apiSecret).verify(token);
  const endpoint = (password: string = passwords.client) =>
    TokenSource.endpoint(`${stagepass.url}/livekit/token`, { headers: { Authorization: basic('client', password) } });

  it('gets a token from the standard endpoint, by all that it can ask for', async () => {
    const { serverUrl, participantToken } = await endpoint().fetch({
      roomName: 'lobby',
      participantIdentity: 'ada',
      participantName: 'Ada',
      participantMetadata: '{"seat":1}',
      participantAttributes: { lang: 'de' },
      agentName: 'assistant',
      agentMetadata: 'm',
    });
    expect(serverUrl).toBe('wss://livekit.example.com');
    expect(await claimsOf(participantToken)).toMatchObject({
      sub: 'ada',
      name: 'Ada',
      metadata: '{"seat":1}',
      attributes: { lang: 'de' },
      video: { room: 'lobby', roomJoin: true, canPublish: true, canSubscribe: true, canPublishData: true },
      roomConfig: { agents: [{ agentName: 'assistant', metadata: 'm' }] },
    });
  });

  it('gets one where it asks for nothing, and keeps it while it is valid', async () => {
    const source = endpoint();
    const { participantToken } = await source.fetch({});
    expect(await claimsOf(participantToken)).toMatchObject({
      sub: expect.stringMatching(/^user-[0-9a-f-]{36}$/),
      video: { room: expect.stringMatching(/^room-[0-9a-f-]{36}$/) },
    });
    expect((await source.fetch({})).participantToken).toBe(participantToken);
  });

  it('is told why it gets none', async () => {
    await expect(endpoint('wrong').fetch({})).rejects.toThrow('received 401');
    await expect(endpoint().fetch({ agentName: 'other' })).rejects.toThrow(/received 403 .*the agent \\"other\\"/);
  });

  it('gets one from the development token server of npm start, as the caller that its id names', async () => {
    const server = (id: string) => TokenSource.developmentTokenServer(id, { baseUrl: stagepass.url });
    const { serverUrl, participantToken } = await server('client').fetch({ roomName: 'lobby' });
    expect(serverUrl).toBe('wss://livekit.example.com');
    expect(await claimsOf(participantToken)).toMatchObject({ video: { room: 'lobby' } });
    await expect(server('admin').fetch({})).rejects.toThrow('received 404');
  });
});

it('keeps a LiveKit token fresh, by either route', async () => {
  const client = clientAs('client');
  for (const vend of [
    () => client.livekit({ room: 'lobby', identity: 'ada', publish: true, expireTime: 600 }),
    () => client.livekitEndpoint({ room_name: 'lobby' }),
  ]) {
    const fresh = keepFresh(vend, () => {});
    onTestFinished(() => fresh.stop());
    const { participant_token, lifetimeMs } = await fresh.get();
    expect(participant_token).toMatch(/^ey/);
    expect(lifetimeMs).toBeGreaterThan(590_000);
  }
});
