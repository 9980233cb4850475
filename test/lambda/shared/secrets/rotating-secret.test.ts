import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { regionOf } from '../../../../lambda/shared/secrets/region-of.ts';
import { rotatingSecret } from '../../../../lambda/shared/secrets/rotating-secret.ts';
import { secretsManager } from '../../../../lambda/shared/secrets/secrets-manager.ts';
import { versionAt } from '../../../../local/secrets-manager/secret-store.ts';
import { deployedSecret } from './deployed-secret.ts';

const TOKEN = '11111111-2222-3333-4444-555555555555';

/** As a rotation begins: with a version that is pending and has no value. */
async function rotating() {
  const deployed = await deployedSecret('first');
  const { arn } = deployed.secret;
  deployed.clock.advance(1_000);
  deployed.store.put(deployed.secret, undefined, { id: TOKEN, stages: ['AWSPENDING'] });
  return { ...deployed, rotated: rotatingSecret(secretsManager(regionOf(arn)), arn) };
}

describe('a secret that rotates', () => {
  it('tells the version of each label', async () => {
    const { rotated, store, secret, first } = await rotating();
    store.label(secret, 'in-use-since-5', first);
    expect(await rotated.labels()).toEqual({ AWSCURRENT: first.id, 'in-use-since-5': first.id, AWSPENDING: TOKEN });
  });

  it('is read by version; one without a value and none are the same', async () => {
    const { rotated, first } = await rotating();
    expect(await rotated.read(first.id)).toEqual({ value: 'first', createdAt: first.createdAt });
    expect(await rotated.read(TOKEN)).toBeUndefined();
    expect(await rotated.read('99999999-2222-3333-4444-555555555555')).toBeUndefined();
  });

  it('isn’t without a value where it can’t be read', async () => {
    const { rotated, server } = await rotating();
    server.fail('down');
    await expect(rotated.read(TOKEN)).rejects.toThrow('the service is down');
  });

  it('gets a value for the pending version alone, and the same one again', async () => {
    const { rotated, secret } = await rotating();
    await rotated.putPending(TOKEN, 'second');
    await rotated.putPending(TOKEN, 'second');
    expect(versionAt(secret, 'AWSPENDING')).toMatchObject({ id: TOKEN, value: 'second' });
    expect(versionAt(secret, 'AWSCURRENT')?.value).toBe('first');
    expect(secret.versions).toHaveLength(2);
    await expect(rotated.putPending(TOKEN, 'third')).rejects.toThrow('already in use');
  });

  it('labels it as pending, lest it be the current one, where somebody has taken the label off', async () => {
    const { rotated, store, secret, first } = await rotating();
    store.label(secret, 'AWSPENDING', undefined);
    await rotated.putPending(TOKEN, 'second');
    expect(versionAt(secret, 'AWSPENDING')?.id).toBe(TOKEN);
    expect(versionAt(secret, 'AWSCURRENT')).toBe(first);
  });

  it('puts a label on, moves it and takes it off', async () => {
    const { rotated, secret, first } = await rotating();
    await rotated.move('in-use-since-5', TOKEN, undefined);
    expect(versionAt(secret, 'in-use-since-5')?.id).toBe(TOKEN);
    await rotated.move('in-use-since-5', first.id, TOKEN);
    expect(versionAt(secret, 'in-use-since-5')?.id).toBe(first.id);
    await rotated.move('in-use-since-5', undefined, first.id);
    expect(versionAt(secret, 'in-use-since-5')).toBeUndefined();
  });

  it('moves no label that is somewhere else by now', async () => {
    const { rotated, secret, first } = await rotating();
    await expect(rotated.move('AWSPENDING', undefined, first.id)).rejects.toThrow('currently attached');
    expect(versionAt(secret, 'AWSPENDING')?.id).toBe(TOKEN);
  });
});

it.each([
  ['without text is none: it is of bytes', { CreatedDate: new Date(5) }, undefined],
  ['without a date is an old one', { SecretString: 'a value' }, { value: 'a value', createdAt: 0 }],
])('a version %s', async (_what, answer, version) => {
  const client = { send: async () => answer } as unknown as SecretsManagerClient;
  expect(await rotatingSecret(client, 'a-secret').read(TOKEN)).toEqual(version);
});

it.each(['a-secret', 'arn:aws:secretsmanager', 'arn:aws:secretsmanager::123456789012:secret:a-secret-AbCdEf'])(
  'no region is guessed for %s',
  (arn) => {
    expect(() => regionOf(arn)).toThrow('names no region');
  },
);
