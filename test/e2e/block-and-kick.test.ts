import { afterAll, expect, it } from 'vitest';
import { guardEnvironment } from '../../commands/start/issuers.ts';
import { startIssuerSandbox } from '../../edge-auth/sandbox/issuers.ts';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { guardConfig } from '../../lib/edge/guard-config.ts';
import { basic, confidential, passwords, send, startForTests } from '../support/stagepass.ts';
import { assemblyOf, fullStage } from '../support/synth.ts';

const stage: StageInput = {
  ...fullStage,
  // APIs in another region than the edge: the functions change a secret that is far away.
  region: 'eu-west-1',
  providers: { ...fullStage.providers, livekit: { url: 'wss://livekit.example.com' } },
  issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
  callers: { ...fullStage.callers, members: { audience: 'client', token: { issuer: 'app' } } },
  passwords: { ttlSeconds: 1 },
};

const assemblyDir = assemblyOf(stage);
const sandbox = await startIssuerSandbox(guardConfig('test', selectStage({ test: stage }, 'test')));
afterAll(() => sandbox.close());
const { stagepass, admin, client } = await startForTests(assemblyDir, {
  edgeEnvironment: guardEnvironment(sandbox.keyUrls),
  instancesPerFunction: 1,
});
const LIST = 'stagepass/test/denied-users';

it('a user that an admin removes from a room is blocked, and nobody else', async () => {
  const tokenOf = async (user: string) => {
    const token = await sandbox.token({ caller: 'members', user, claims: {} });
    confidential.add(`the token of ${user}`, token);
    return token;
  };
  const [ada, bob] = [await tokenOf('ada'), await tokenOf('bob')];
  const statusFor = async (token: string) =>
    (await send(`${stagepass.url}/openapi.json`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect([await statusFor(ada), await statusFor(bob)]).toEqual([200, 200]);

  const kick = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ caller: 'members', user: 'ada', room: 'lobby' }),
  };
  const path = '/admin/livekit/remove_participant';
  const byClient = { ...kick, headers: { ...kick.headers, authorization: basic('client', passwords.client) } };
  expect((await send(`${stagepass.url}${path}`, byClient)).status).toBe(403);
  expect(stagepass.secretsManager.get(LIST)).toBe('{}');
  const answer = await admin(path, {
    ...kick,
    headers: { ...kick.headers, authorization: basic('admin', passwords.admin) },
  });
  expect([answer.status, answer.body]).toEqual([200, { blocked: true, removed: true }]);
  const called = stagepass.logs.filter(({ text }) => text.includes('provider answered'));
  expect(called.map(({ text }) => text).join()).toContain('"provider":"livekit"');
  expect(stagepass.secretsManager.get(LIST)).toBe('{"members":{"ada":{}}}');

  // As it will be when an edge location reads the list again.
  await stagepass.coldStart();
  expect([await statusFor(ada), await statusFor(bob)]).toEqual([403, 200]);
  expect((await client('/openapi.json')).status).toBe(200);
  expect(stagepass.logs.some(({ text }) => text.includes('deny list not readable'))).toBe(false);
});
