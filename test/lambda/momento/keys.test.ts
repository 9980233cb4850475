import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { apiKeyVersion, MomentoKeys } from '../../../lambda/momento/keys.ts';

const base64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');
const jwt = (claims: unknown) =>
  ['{"alg":"ES256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

const key = {
  endpoint: 'cell-4-us-west-2-1.prod.a.momentohq.com',
  api_key: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0ZXN0In0.c2ln',
};

describe('a Momento API key', () => {
  it.each([
    ['v1', base64(key), 1],
    ['v1 of a host without a domain', base64({ ...key, endpoint: 'localhost' }), 1],
    ['v2', jwt({ t: 'g', id: 'test' }), 2],
  ])('is taken: %s', (_what, apiKey, version) => {
    expect(apiKeyVersion(apiKey)).toBe(version);
    expect(v.is(MomentoKeys, { apiKey })).toBe(true);
  });

  it.each([
    ['nothing, as the stack makes it', ''],
    ['a placeholder', '<your API key>'],
    ['a placeholder that is base64', 'changeme'],
    ['one in quotes', `"${base64(key)}"`],
    ['one with a line end', `${base64(key)}\n`],
    ['half of one', base64(key).slice(0, 40)],
    ['base64 of something else', base64('endpoint')],
    ['base64 of a list', base64([key])],
    ['one that says no endpoint', base64({ api_key: key.api_key })],
    ['one whose endpoint is a URL', base64({ ...key, endpoint: 'https://momentohq.com/' })],
    ...['127.0.0.1', 'cell.1', 'cell.0x1'].map((endpoint): [string, string] => [
      `one below whose endpoint are no hosts, ${endpoint}`,
      base64({ ...key, endpoint }),
    ]),
    ['one whose endpoint is two', base64({ ...key, endpoint: 'a.example,b.example' })],
    ['one that holds no key', base64({ ...key, api_key: '' })],
    ['one that holds a line end', base64({ ...key, api_key: 'a\nb' })],
    ['some other JWT', jwt({ sub: 'ada' })],
    ['something with two dots', 'a.b.c'],
  ])('is none: %s', (_what, apiKey) => {
    expect(apiKeyVersion(apiKey)).toBeUndefined();
    expect(v.is(MomentoKeys, { apiKey })).toBe(false);
  });

  it('is a string', () => {
    for (const secret of [undefined, null, {}, { apiKey: undefined }, { apiKey: 1 }, { apiKey: [base64(key)] }]) {
      expect(v.is(MomentoKeys, secret)).toBe(false);
    }
  });
});
