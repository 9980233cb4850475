import { expect, it } from 'vitest';
import { decode } from '../../../lambda/momento/decode.ts';

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64');
const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');

it.each([
  ['a key that is a JSON Web Token', `${part({ alg: 'HS256' })}.${part({ id: 'client' })}.c2ln`, ['id', 'client']],
  ['any other key', 'opaque', ['Key', '6 characters, to be read by Momento only']],
])('reads the endpoint, and %s', async (_, key, row) => {
  const decoded = await decode(base64({ endpoint: 'cell.momento.example', api_key: key }), {});
  expect(decoded?.format).toBe('Momento disposable token');
  expect(decoded?.rows).toEqual(expect.arrayContaining([['Endpoint', 'cell.momento.example'], row]));
});

it('takes nothing else for a token', async () => {
  expect(await decode(base64({ endpoint: 'cell.momento.example' }), {})).toBeUndefined();
});
