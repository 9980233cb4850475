import * as v from 'valibot';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ownKeys } from '../../../../lambda/shared/providers/own-keys.ts';
import { env } from '../../../../lambda/shared/settings/environment.ts';
import { deployedSecret } from '../secrets/deployed-secret.ts';

const Keys = v.object({ key: v.string() });

async function started(project?: string) {
  const deployed = await deployedSecret('{"key":"one"}');
  vi.stubEnv(env.secretArn, deployed.secret.arn);
  vi.stubEnv(env.project, project);
  onTestFinished(() => void vi.unstubAllEnvs());
  return { ...deployed, keys: await ownKeys('Example', Keys) };
}

it('a function reads its keys when it starts, and not again for its first request', async () => {
  const { keys, calls } = await started();
  expect(calls).toEqual(['GetSecretValue']);
  expect(await keys()).toEqual({ key: 'one' });
  expect(calls).toHaveLength(1);
});

it('a function with projects reads keys when somebody asks for that project', async () => {
  const { keys, calls } = await started('eu');
  expect(calls).toEqual([]);
  expect(await keys()).toEqual({ key: 'one' });
});

it('a function starts without Secrets Manager, and asks again at its first request', async () => {
  const { server, store, secret } = await deployedSecret('{"key":"one"}');
  vi.stubEnv(env.secretArn, secret.arn);
  server.fail('down');
  const keys = await ownKeys('Example', Keys);
  server.restore();
  store.put(secret, '{"key":"two"}');
  expect(await keys()).toEqual({ key: 'two' });
});
