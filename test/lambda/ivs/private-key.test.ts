import { generateKeyPairSync, verify } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../api/errors.ts';
import { IvsKeys } from '../../../lambda/ivs/keys.ts';
import { p384Pem } from '../../../lambda/ivs/private-key.ts';
import { signerOf } from '../../../lambda/ivs/signer.ts';
import { damaged, keys, options, pair, pem } from './fixtures.ts';

const { privateKey, publicKey } = pair;
const whole = pem(privateKey);
const cut = whole.trimEnd();

describe('a private key is read', () => {
  const forms: [string, string][] = (['pkcs8', 'sec1'] as const).flatMap((type) => {
    const text = pem(privateKey, type);
    const line = text.trimEnd();
    return [
      [`as OpenSSL writes it, ${type}`, text],
      ['as a shell’s $(cat …) gives it', line],
      ['with the line ends of Windows', text.replaceAll('\n', '\r\n')],
      ['on one line with \\n', text.replaceAll('\n', '\\n')],
      ['on one line with \\r\\n, and none at its end', line.replaceAll('\n', '\\r\\n')],
      ['with spaces in place of line ends', line.replaceAll('\n', ' ')],
      ['with a space in place of each line end, at its end, too', text.replaceAll('\n', ' ')],
      ['with no line ends', line.replaceAll('\n', '')],
      ['with empty lines around it', `\n${text}\r\n\\n \t`],
    ];
  });
  it.each(forms)('%s', async (_how, text) => {
    const { output } = v.safeParse(IvsKeys, { ...keys, privateKey: text });
    const { key } = await signerOf(output as IvsKeys, options);
    const signed = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-384' }, key, Buffer.from('Ada'));
    const signature = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha384', Buffer.from('Ada'), signature, Buffer.from(signed))).toBe(true);
  });
});

const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey;
const secret = { cipher: 'aes-256-cbc', passphrase: 'open sesame' };
const [first = '', ...rest] = cut.split('\n');

it.each([
  ['an RSA key', pem(rsa)],
  ['an old RSA key', rsa.export({ format: 'pem', type: 'pkcs1' }).toString()],
  ['a P-256 key', pem(ec('P-256'))],
  ['an old P-256 key', pem(ec('P-256'), 'sec1')],
  ['a P-521 key', pem(ec('P-521'))],
  ['an Ed25519 key', pem(generateKeyPairSync('ed25519').privateKey)],
  ['the public key', publicKey.export({ format: 'pem', type: 'spki' }).toString()],
  ['an encrypted key', privateKey.export({ format: 'pem', type: 'pkcs8', ...secret }).toString()],
  ['an old encrypted key', privateKey.export({ format: 'pem', type: 'sec1', ...secret }).toString()],
  ['its first line only', first],
  ['a key that lacks a line', [first, ...rest.slice(1)].join('\n')],
  ['a key that lacks its end', [first, ...rest.slice(0, -2), rest.at(-1)].join('\n')],
  ['a key whose ends differ', cut.replace('END PRIVATE', 'END EC PRIVATE')],
  ['two keys', whole + whole],
  [
    'the parameters before the key',
    `-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n${whole}`,
  ],
  ['no base64', cut.replace(rest[0] ?? '', '!')],
  ['the key in base64', btoa(whole)],
  ['text after it', `${whole} x`],
  ['text before it', `x ${whole}`],
  ['nothing', ''],
])('a private key is not %s', (_what, text) => {
  expect(p384Pem(text)).toBeUndefined();
  expect(v.is(IvsKeys, { ...keys, privateKey: text })).toBe(false);
});

it.each([
  'arn:aws:ivs:us-east-1:123456789012:stage/oRmLNwuCeMlQ',
  'arn:aws:ivs:123456789012:us-east-1:public-key/abcdefg12345',
  'arn:aws:ivs:us-east-1:123456789012:public-key/',
  'arn:aws:ivs:us-east-1:123456789012:public-key/a b',
])('a public key’s ARN is not %s', (publicKeyArn) => {
  expect(v.is(IvsKeys, { ...keys, publicKeyArn })).toBe(false);
});

describe('a key that only looks like one of P-384', () => {
  it('is not configured, and isn’t told', async () => {
    const bytes = Buffer.from(rest.slice(0, -1).join(''), 'base64');
    // The name of the algorithm before that of the curve.
    bytes.fill(0, bytes.indexOf('2a8648ce3d0201', 'hex'), bytes.indexOf('2b81040022', 'hex') - 2);
    const broken = `-----BEGIN PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END PRIVATE KEY-----`;
    const held = v.parse(IvsKeys, { ...keys, privateKey: broken });
    const message = 'Amazon IVS is not configured: its private key is none of P-384';
    await expect(signerOf(held, options)).rejects.toThrow(new ApiError('not_configured', message));
  });

  it('is not configured where it is of another curve', async () => {
    const other = { ...keys, privateKey: pem(ec('P-256')) };
    await expect(signerOf(other, options)).rejects.toMatchObject({ code: 'not_configured' });
  });

  it.each(['pkcs8', 'sec1'] as const)('is not configured where its halves don’t belong together, %s', async (type) => {
    for (const half of ['private', 'public'] as const) {
      const held = v.parse(IvsKeys, { ...keys, privateKey: damaged(half, type) });
      await expect(signerOf(held, options), half).rejects.toMatchObject({ code: 'not_configured' });
    }
  });
});
