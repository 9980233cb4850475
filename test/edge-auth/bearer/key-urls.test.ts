import { expect, it } from 'vitest';
import { readKeyUrls } from '../../../edge-auth/bearer/key-urls.ts';

it('are none where the variable isn’t there', () => {
  expect(readKeyUrls(undefined)).toEqual({});
});

it('may be on this machine, or have a certificate', () => {
  const urls = { app: 'http://127.0.0.1:4711/keys', other: 'https://id.example.com/keys' };
  expect(readKeyUrls(JSON.stringify(urls))).toEqual(urls);
});

it.each(['http://example.com/', 'http://127.0.0.1.example.com/', 'http://127.0.0.10/', 'file:///keys', ''])(
  'may not be %j',
  (url) => {
    expect(() => readKeyUrls(JSON.stringify({ app: url }))).toThrow('https, or http on 127.0.0.1');
  },
);
