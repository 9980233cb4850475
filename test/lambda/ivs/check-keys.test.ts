import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { checkGivenKeys, checkKeys, keysOf } from '../../../commands/provider-keys.ts';
import { checkProviders } from '../../../commands/start/providers.ts';
import { IvsOptions } from '../../../lambda/ivs/options.ts';
import { ivs } from '../../../lambda/ivs/provider.ts';
import { damaged, keys, options, publicKeyArnElsewhere } from './fixtures.ts';

const secret = keysOf(ivs, options);

const DAMAGED = 'is not right: expected a whole private key of P-384: this one is damaged';
const ELSEWHERE = 'is not right: expected a public key of the region and the account that the stages are in';
const wrong = [
  ['a private half that is damaged', { ...keys, privateKey: damaged('private') }, 'privateKey', DAMAGED],
  ['a public half that is damaged', { ...keys, privateKey: damaged('public') }, 'privateKey', DAMAGED],
  ['a public key of another region', { ...keys, publicKeyArn: publicKeyArnElsewhere }, 'publicKeyArn', ELSEWHERE],
  [
    'a public key of another account',
    { ...keys, publicKeyArn: keys.publicKeyArn.replace('123456789012', '210987654321') },
    'publicKeyArn',
    ELSEWHERE,
  ],
] as const;

const inEnvironment = ({ privateKey, publicKeyArn }: typeof keys) => ({
  IVS_PRIVATE_KEY: privateKey,
  IVS_PUBLIC_KEY_ARN: publicKeyArn,
});

describe.each(wrong)('%s, which fits the schema,', (_what, given, field, message) => {
  it('is stored by no command', () => {
    expect(v.is(secret.schema, given)).toBe(true);
    expect(() => checkKeys(secret, given)).toThrow(new Error(`${field} ${message}`));
    expect(() => checkGivenKeys(secret, given)).toThrow(new Error(`${field} ${message}`));
  });

  it('starts nothing here', () => {
    const variable = field === 'privateKey' ? 'IVS_PRIVATE_KEY' : 'IVS_PUBLIC_KEY_ARN';
    const start = () => checkProviders(inEnvironment(given), { ivs: v.parse(IvsOptions, options) });
    expect(start).toThrow(new Error(`${variable} ${message}`));
  });
});

it('takes the pair of the stages, and one of both halves, which says nothing of the other', () => {
  expect(() => checkKeys(secret, keys)).not.toThrow();
  expect(() => checkGivenKeys(secret, { publicKeyArn: keys.publicKeyArn })).not.toThrow();
  expect(() => checkProviders(inEnvironment(keys), { ivs: v.parse(IvsOptions, options) })).not.toThrow();
});

it('takes any region and account where the stage has no IVS', () => {
  expect(() => checkProviders(inEnvironment({ ...keys, publicKeyArn: publicKeyArnElsewhere }), {})).not.toThrow();
});

it('says which block of OpenSSL’s file is too much', () => {
  const file = `-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n${keys.privateKey}`;
  expect(() => checkKeys(secret, { ...keys, privateKey: file })).toThrow('without a block EC PARAMETERS');
});
