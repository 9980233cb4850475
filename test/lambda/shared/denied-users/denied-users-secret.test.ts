import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it, onTestFinished } from 'vitest';
import {
  DenyListError,
  isDenied,
  readDeniedUsers,
  withBlock,
  withoutBlock,
} from '../../../../lambda/shared/denied-users/denied-users.ts';
import { changeDeniedUsers } from '../../../../lambda/shared/denied-users/denied-users-secret.ts';
import { versionAt } from '../../../../local/secrets-manager/secret-store.ts';
import { deployedSecret } from '../secrets/deployed-secret.ts';

const NAME = 'a-secret';
const member = (user: string) => ({ caller: 'members', user });

async function deployedList(text = '{}') {
  const { secret, store, server, calls, clock } = await deployedSecret(text);
  const client = new SecretsManagerClient({ region: 'eu-west-1', maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  const pauses: number[] = [];
  const tools = { now: clock.now, random: () => 0.5, sleep: async (ms: number) => void pauses.push(ms) };
  const current = () => readDeniedUsers(versionAt(secret, 'AWSCURRENT')?.value ?? '');
  const isBlocked = (user: string) => isDenied(current() ?? new Map(), member(user), clock.now());
  return { client, secret, store, server, calls, pauses, tools, isBlocked };
}

it('writes a version and makes it the current one', async () => {
  const { client, tools, secret, isBlocked, calls } = await deployedList();
  await changeDeniedUsers(client, NAME, (denied) => withBlock(denied, member('ada')), tools);
  expect(isBlocked('ada')).toBe(true);
  expect(calls).toEqual(['GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage']);
  expect(versionAt(secret, 'AWSPREVIOUS')?.value).toBe('{}');
});

it('writes nothing where nothing changes', async () => {
  const { client, tools, calls } = await deployedList('{"members":{"ada":{}}}');
  await changeDeniedUsers(client, NAME, (denied) => withBlock(denied, member('ada')), tools);
  await changeDeniedUsers(client, NAME, (denied) => withoutBlock(denied, member('bob')), tools);
  expect(calls).toEqual(['GetSecretValue', 'GetSecretValue']);
});

it('loses no change of those that write at the same time', async () => {
  const { client, tools, isBlocked, calls } = await deployedList();
  const users = ['ada', 'bob', 'eve', 'joe'];
  await Promise.all(
    users.map((user) => changeDeniedUsers(client, NAME, (denied) => withBlock(denied, member(user)), tools)),
  );
  expect(users.filter(isBlocked)).toEqual(users);
  // Otherwise nobody was in another's way, and the test shows nothing.
  expect(calls.filter((call) => call === 'GetSecretValue').length).toBeGreaterThan(users.length);
});

it('keeps what somebody else has written since the list was read', async () => {
  const { client, tools, store, secret, isBlocked, pauses } = await deployedList();
  let others = 0;
  const change = (denied: Parameters<typeof withBlock>[0]) => {
    if (others++ === 0) store.put(secret, '{"members":{"bob":{}}}');
    return withBlock(denied, member('ada'));
  };
  await changeDeniedUsers(client, NAME, change, tools);
  expect([isBlocked('ada'), isBlocked('bob')]).toEqual([true, true]);
  expect(pauses).toEqual([150]);
});

it('gives up where others are always faster', async () => {
  const { client, tools, store, secret, isBlocked } = await deployedList();
  let others = 0;
  const change = (denied: Parameters<typeof withBlock>[0]) => {
    others += 1;
    store.put(secret, `{"members":{"user-${others}":{}}}`);
    return withBlock(denied, member('ada'));
  };
  await expect(changeDeniedUsers(client, NAME, change, tools)).rejects.toThrow(/changed by others at the same time/);
  expect([others, isBlocked('ada'), isBlocked('user-6')]).toEqual([6, false, true]);
});

it('doesn’t write over what is no deny list', async () => {
  const { client, tools, calls } = await deployedList('{"members":["ada"]}');
  const changed = changeDeniedUsers(client, NAME, (denied) => denied, tools);
  await expect(changed).rejects.toThrow(DenyListError);
  await expect(changed).rejects.toThrow('the secret a-secret holds no deny list: put {} there for an empty one');
  expect(calls).toEqual(['GetSecretValue']);
});

it('says why Secrets Manager takes no more versions', async () => {
  const limit = Object.assign(new Error('too many versions'), { name: 'LimitExceededException' });
  const { client, tools } = await deployedList();
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'PutSecretValueCommand') throw limit;
        return next(args);
      },
    { step: 'initialize' },
  );
  const changed = changeDeniedUsers(client, NAME, (denied) => withBlock(denied, member('ada')), tools);
  await expect(changed).rejects.toMatchObject({ name: 'DenyListError', cause: limit });
});
