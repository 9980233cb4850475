import { expect, it } from 'vitest';
import { expectContract } from './contract.ts';

const token = { token: 't', expiresAt: '2026-01-01T00:00:00.000Z' };
const refusal = (code: string) => ({ error: 'why', code, requestId: 'r' });

it.each([
  ['GET', '/access_token', { status: 200, body: token }],
  ['GET', '/access_token', { status: 400, body: refusal('invalid_request') }],
  ['GET', '/nowhere', { status: 404, body: 'anything' }],
  ['OPTIONS', '/access_token', { status: 204, body: undefined }],
])('knows what the contract names: %s %s', (method, path, answer) => {
  expect(() => expectContract(method, path, answer)).not.toThrow();
});

it.each([
  ['a status', { status: 418, body: token }, /answered 418, which its contract doesn’t name/],
  ['a field', { status: 200, body: { ...token, extra: 1 } }, /additional properties/],
  ['no date', { status: 200, body: { ...token, expiresAt: 'soon' } }, /format "date-time"/],
  ['no body', { status: 200, body: undefined }, /must be object/],
  ['a code of another status', { status: 400, body: refusal('not_found') }, /allowed values/],
  ['an error of another shape', { status: 400, body: { message: 'no' } }, /unlike its contract/],
])('finds %s that the contract doesn’t name', (_what, answer, message) => {
  expect(() => expectContract('GET', '/access_token', answer)).toThrow(message);
});
