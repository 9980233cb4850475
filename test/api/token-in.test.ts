import { expect, it } from 'vitest';
import { tokenIn, WHOLE_ANSWER } from '../../api/token-in.ts';

const answer = { token: 'abc', servers: [{ urls: ['stun:a'] }], expiresAt: '2026-01-01T00:00:00Z' };

it.each([
  [undefined, 'abc'],
  ['expiresAt', '2026-01-01T00:00:00Z'],
  ['servers', JSON.stringify(answer.servers, undefined, 2)],
  [WHOLE_ANSWER, JSON.stringify(answer, undefined, 2)],
  ['toString', undefined],
])('finds the token under %s', (field, token) => {
  expect(tokenIn(answer, field)).toBe(token);
});
