import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { lazySecretReader } from '../../../../lambda/shared/secrets/lazy-secret-reader.ts';
import { NEARBY } from '../../../../lambda/shared/secrets/read-times.ts';
import { type ReadSecret, secretReader, secretsManager } from '../../../../lambda/shared/secrets/secrets-manager.ts';
import { deployedSecret } from './deployed-secret.ts';

const readers: [string, () => ReadSecret][] = [
  ['at once', () => secretReader(secretsManager('eu-west-1'), 'a-secret')],
  ['with an SDK that is loaded for it', () => lazySecretReader('eu-west-1', 'a-secret', NEARBY)],
];

describe.each(readers)('a secret that is read %s', (_how, reader) => {
  it('is told by label, with when it was made and since when it is in use', async () => {
    const { store, secret, first, clock, calls } = await deployedSecret('first');
    const read = reader();
    clock.advance(1_500);
    store.put(secret, 'second');
    store.label(secret, `in-use-since-${first.createdAt + 60_000}`, first);
    expect(calls).toEqual([]);
    expect(await read('AWSCURRENT')).toEqual({
      value: 'second',
      createdAt: first.createdAt + 1_500,
      labels: ['AWSCURRENT'],
    });
    expect(await read('AWSPREVIOUS')).toEqual({
      value: 'first',
      createdAt: first.createdAt,
      inUseSince: first.createdAt + 60_000,
      labels: ['AWSPREVIOUS', `in-use-since-${first.createdAt + 60_000}`],
    });
    expect(await read('AWSPENDING')).toBeUndefined();
    expect(calls).toEqual(Array(3).fill('GetSecretValue'));
  });

  it('is an outage where it can’t be read, and nothing else', async () => {
    const { server, calls } = await deployedSecret('first');
    const read = reader();
    server.fail('down');
    await expect(read('AWSCURRENT')).rejects.toThrow('the service is down');
    expect(calls).toEqual([]);
    server.restore();
    expect(await read('AWSCURRENT')).toMatchObject({ value: 'first' });
  });
});

it('a secret that isn’t there has no version', async () => {
  await deployedSecret('first');
  expect(await secretReader(secretsManager('eu-west-1'), 'another')('AWSCURRENT')).toBeUndefined();
});

describe('an answer of Secrets Manager', () => {
  const reading = (answer: () => object) => {
    const client = { send: async () => answer() } as unknown as SecretsManagerClient;
    return secretReader(client, 'a-secret')('AWSCURRENT');
  };
  const refusing = (name: string) => () => {
    throw Object.assign(new Error('no'), { name });
  };

  it('without text is none: it is a secret of bytes', async () => {
    expect(await reading(() => ({ CreatedDate: new Date(5) }))).toBeUndefined();
  });

  it('without a date is of an old version', async () => {
    expect(await reading(() => ({ SecretString: 'a value' }))).toEqual({ value: 'a value', createdAt: 0 });
  });

  it.each(['ResourceNotFoundException', 'InvalidRequestException'])('that is %s means no version', async (name) => {
    expect(await reading(refusing(name))).toBeUndefined();
  });

  it.each(['AccessDeniedException', 'DecryptionFailure', 'TimeoutError'])('that is %s is a failure', async (name) => {
    await expect(reading(refusing(name))).rejects.toMatchObject({ name });
  });
});
