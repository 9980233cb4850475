import { expect, inject, it, onTestFinished } from 'vitest';
import { createClient, keepFresh } from '../../client/index.ts';
import { decode006 } from '../lambda/agora/token-decoder.ts';
import { agoraKeys, passwords, startForTests } from '../support/stagepass.ts';

const { stagepass } = await startForTests(inject('assemblyDir'));
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
