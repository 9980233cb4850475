import { setTimeout as sleep } from 'node:timers/promises';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { callerValue, shutOutValue } from '../../lambda/shared/secrets/caller-value.ts';
import { bundles } from '../support/bundles.ts';
import { ChangedAssembly } from '../support/changed-assembly.ts';
import { runCommandHere } from '../support/command-here.ts';
import { originPoints, passwordPoints, RotationKiller } from '../support/killed-rotation.ts';
import { startLoad } from '../support/rotation-load.ts';
import { startForTests } from '../support/stagepass.ts';
import { assemblyOf, fullStage } from '../support/synth.ts';

const ORIGIN = 'stagepass/test/origin';
const CLIENT = 'stagepass/test/caller/client';

const killer = new RotationKiller();
const assembly = new ChangedAssembly(
  assemblyOf({
    ...fullStage,
    rotation: { passwordsEveryDays: 30, originEveryDays: 30 },
    throttling: { rate: 10_000, burst: 5_000 },
    callersInStack: { passwords: ['client', 'admin'] },
  }),
);
// As in the middle of a deployment: the distribution has a newer version of the guard than the policies name.
const guards: unknown[] = [];
assembly.each('AWS::Lambda::Version', ({ FunctionName }) => guards.push(FunctionName.Ref));
assembly.each('AWS::CloudFront::Distribution', ({ DistributionConfig: { DefaultCacheBehavior, CacheBehaviors } }) => {
  for (const { LambdaFunctionAssociations } of [DefaultCacheBehavior, ...CacheBehaviors]) {
    for (const association of LambdaFunctionAssociations) {
      association.LambdaFunctionARN = { 'Fn::Join': ['', [{ 'Fn::GetAtt': [guards[0], 'Arn'] }, ':2']] };
    }
  }
});
const assemblyDir = assembly.dir;
const { stagepass } = await startForTests(
  assemblyDir,
  // The test restarts guard and authorizer where the wait would be needed, so it can be short.
  { environment: { SETTLE_SECONDS: '0.1' }, propagationMs: 1_000, onControlCall: killer.onControlCall },
);
killer.attach(stagepass);
const { secretsManager } = stagepass;

/** What `npx stagepass callers` does to the secret. */
async function put(value: string): Promise<void> {
  const { AWS_ENDPOINT_URL_SECRETS_MANAGER, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = stagepass.operatorEnvironment;
  const client = new SecretsManagerClient({
    endpoint: String(AWS_ENDPOINT_URL_SECRETS_MANAGER),
    region: 'us-east-1',
    credentials: { accessKeyId: String(AWS_ACCESS_KEY_ID), secretAccessKey: String(AWS_SECRET_ACCESS_KEY) },
  });
  await client.send(new PutSecretValueCommand({ SecretId: CLIENT, SecretString: value }));
  client.destroy();
  // Versions are ordered by their time in milliseconds.
  await sleep(2);
}

describe('secrets that rotate under load, their functions killed at each step', () => {
  it('cost no request that should pass, and let none in that should not', async () => {
    const before = { origin: secretsManager.get(ORIGIN), client: secretsManager.get(CLIENT) };
    await killer.attempt(ORIGIN, 'RotationOrigin', 'after PutSecretValue');
    await killer.attempt(CLIENT, 'RotationPassword', 'after PutSecretValue');
    // From here on, guard and authorizer have read the pending values.
    await stagepass.coldStart();
    const load = startLoad(stagepass, {
      loops: 2,
      callers: {
        client: { path: '/openapi.json', secret: CLIENT },
        admin: { path: '/admin/openapi.json', secret: 'stagepass/test/caller/admin' },
      },
      guesses: false,
    });
    await Promise.all([
      killer.rotate(ORIGIN, 'RotationOrigin', originPoints.slice(1), load.nextAnswer),
      killer.rotate(CLIENT, 'RotationPassword', passwordPoints.slice(1), load.nextAnswer),
    ]);
    await load.round();
    const { wrong, passed, refused } = await load.end();
    expect(wrong).toEqual([]);
    // Every phase had at least one request. The last round alone has four that pass and two that are refused.
    expect(passed + refused).toBeGreaterThan(originPoints.length);
    expect(passed).toBeGreaterThanOrEqual(4);
    expect(refused).toBeGreaterThanOrEqual(2);
    for (const [secret, old] of [
      [ORIGIN, before.origin],
      [CLIENT, before.client],
    ] as const) {
      expect(secretsManager.get(secret)).not.toBe(old);
      expect(secretsManager.get(secret, 'AWSPREVIOUS')).toBe(old);
      expect(secretsManager.get(secret, 'AWSPENDING')).toBeUndefined();
    }
  });

  it('are rotated by command', async () => {
    const before = secretsManager.get(CLIENT);
    const rotate = (...args: string[]) =>
      runCommandHere('rotate', ['client', '--stage', 'test', ...args], stagepass.operatorEnvironment);
    const dry = await rotate('--dry-run');
    expect(dry).toMatchObject({ code: 0, err: '', out: expect.stringContaining(`${CLIENT} would be rotated`) });
    expect(secretsManager.get(CLIENT)).toBe(before);

    await expect(killer.attempt(CLIENT, 'RotationPassword', 'after PutSecretValue')).resolves.toBeUndefined();
    expect((await rotate('--dry-run')).out).toContain(`${CLIENT} is being rotated`);
    expect(await rotate()).toMatchObject({ code: 0, err: '', out: expect.stringContaining('attempted again') });
    await secretsManager.rotate(CLIENT);
    expect(secretsManager.get(CLIENT, 'AWSPREVIOUS')).toBe(before);

    const { code, out, err } = await rotate();
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^stagepass\/test\/caller\/client is being rotated: version [\w-]{36}\n$/);
    await secretsManager.rotate(CLIENT);
  });

  it('are abandoned without an error when their caller is shut out meanwhile, and the next one works', async () => {
    await killer.attempt(CLIENT, 'RotationPassword', 'before UpdateSecretVersionStage');
    const from = stagepass.logs.length;
    expect(secretsManager.get(CLIENT, 'AWSPENDING')).toBeDefined();
    await put(shutOutValue('client'));
    const shutOut = secretsManager.get(CLIENT);
    expect(shutOut).not.toContain('password');
    expect(secretsManager.get(CLIENT, 'AWSPENDING')).toBeUndefined();

    await secretsManager.rotate(CLIENT);
    expect(secretsManager.get(CLIENT)).toBe(shutOut);
    await put(callerValue({ username: 'client', password: 'let-in' }));
    const letIn = secretsManager.get(CLIENT);
    await secretsManager.rotate(CLIENT);
    expect(secretsManager.get(CLIENT)).not.toBe(letIn);
    expect(secretsManager.get(CLIENT, 'AWSPREVIOUS')).toBe(letIn);
    const text = stagepass.logs
      .slice(from)
      .map((line) => line.text)
      .join('\n');
    expect(text).not.toContain('rotation step failed');
  });

  it('are abandoned in the middle of a step, which is no failure of its function either', async () => {
    const from = stagepass.logs.length;
    const disabled = killer.interrupt('RotationPassword', 'before UpdateSecretVersionStage', () =>
      put(shutOutValue('client')),
    );
    await expect(secretsManager.rotate(CLIENT)).rejects.toThrow('abandoned');
    await disabled;
    expect(secretsManager.get(CLIENT)).not.toContain('password');
    const text = stagepass.logs
      .slice(from)
      .map((line) => line.text)
      .join('\n');
    expect(text).toContain('"message":"rotation abandoned"');
    expect(text).not.toContain('rotation step failed');
    await put(callerValue({ username: 'client', password: 'let-in-again' }));
  });

  it('leave no value in a log', () => {
    const text = stagepass.logs.map((line) => line.text).join('\n');
    expect(text).toContain('"step":"finishSecret"');
    for (const secret of [ORIGIN, CLIENT]) {
      for (const stage of ['AWSCURRENT', 'AWSPREVIOUS']) {
        const value = secretsManager.get(secret, stage) ?? '';
        expect(text).not.toContain(value.startsWith('{') ? JSON.parse(value).password : value);
      }
    }
  });
});

it.each([
  ['rotate-password', 190_000],
  ['rotate-origin', 370_000],
  ['rotation-check', 180_000],
])('the function %s is within its budget', (id, budget) => {
  const bundle = bundles(assemblyDir).find((each) => each.id === id);
  expect(bundle?.bytes).toBeLessThanOrEqual(budget);
});
