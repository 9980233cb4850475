import { expect, it, onTestFinished, vi } from 'vitest';
import { blockUserFromEnv } from '../../../../lambda/shared/denied-users/block-user.ts';
import { versionAt } from '../../../../local/secrets-manager/secret-store.ts';
import { deployedSecret } from '../secrets/deployed-secret.ts';

const ada = { caller: 'members', user: 'ada' };
const NOW = Date.UTC(2030, 0, 1) + 1;

async function listed(text = '{}') {
  const deployed = await deployedSecret(text);
  vi.stubEnv('DENIED_USERS_SECRET', 'a-secret');
  vi.stubEnv('DENIED_USERS_REGION', 'eu-west-1');
  onTestFinished(() => void vi.unstubAllEnvs());
  return {
    ...deployed,
    block: blockUserFromEnv(() => NOW),
    value: () => versionAt(deployed.secret, 'AWSCURRENT')?.value,
  };
}

it('puts a user on the list that the environment names, with an end or without', async () => {
  const { block, value } = await listed();
  await block(ada, 60);
  // Not a moment shorter than asked for.
  expect(value()).toBe(`{"members":{"ada":{"until":${Date.UTC(2030, 0, 1) / 1000 + 61}}}}`);
  await block(ada, undefined);
  expect(value()).toBe('{"members":{"ada":{}}}');
  // Nobody is let in by a block that ends.
  await block(ada, 1);
  expect(value()).toBe('{"members":{"ada":{}}}');
});

it('is unavailable while the list can’t be changed, and says nothing of why', async () => {
  const { block, server, value } = await listed();
  server.fail('down');
  await expect(block(ada, undefined)).rejects.toMatchObject({
    code: 'unavailable',
    message:
      'the user couldn’t be blocked, so no session was ended: the deny list can’t be changed just now; try again',
  });
  server.restore();
  expect(value()).toBe('{}');
});

it('says what to do where the list itself is the reason', async () => {
  const { block } = await listed('nonsense');
  await expect(block(ada, undefined)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('holds no deny list: put {} there'),
  });
});

it('doesn’t start where it isn’t told which list', async () => {
  await listed();
  vi.stubEnv('DENIED_USERS_SECRET', '');
  expect(() => blockUserFromEnv(() => NOW)).toThrow('DENIED_USERS_SECRET is not set');
});

it('ends no session where a replica of the list has failed, and waits for none that lags', async () => {
  vi.stubEnv('DENIED_USERS_REPLICATED', 'true');
  const { block, store, secret, value } = await listed();
  store.replicate(secret, 'us-west-2');
  store.replication.stop('us-west-2');
  await block(ada, undefined);
  expect(value()).toBe('{"members":{"ada":{}}}');
  store.replication.stop('us-west-2', 'the KMS key is disabled');
  await expect(block(ada, undefined)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('the list’s replica in us-west-2 has failed'),
  });
});
