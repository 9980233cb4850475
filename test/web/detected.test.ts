import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { providers } from '../../lambda/providers.ts';
import { projectRoot } from '../../lib/root.ts';
import { detected } from '../../web/detected.ts';

const kinds: Parameters<typeof detected>[0] = await Promise.all(
  providers.map(async ({ id, routes }) => {
    const field = routes.find(({ tokenField }) => tokenField)?.tokenField;
    return {
      decode: (await import(join(projectRoot, 'lambda', id, 'decode.ts'))).decode,
      ...(field && { field }),
    };
  }),
);

const part = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url');
const jwtOf = (claims: object, header: object = { alg: 'HS256' }) => `${part(header)}.${part(claims)}.c2ln`;

const zoom = jwtOf({ app_key: 'key', role_type: 1, tpc: 'lobby' });

/** As each provider's core makes them; the browser's test decodes those of a whole stage. */
const tokens: readonly (readonly [format: string, token: string])[] = [
  ['Zoom Video SDK token (JSON Web Token)', zoom],
  ['Daily meeting token (JSON Web Token)', jwtOf({ r: 'lobby', d: 'domain' })],
  ['LiveKit token (JSON Web Token)', jwtOf({ sub: 'ada', video: { room: 'lobby', roomJoin: true } })],
  ['Millicast viewer token (JSON Web Token)', jwtOf({ streaming: { streamName: 'stage' } })],
  ['Ably token (JSON Web Token)', jwtOf({ 'x-ably-capability': '{}' }, { alg: 'HS256', kid: 'app.key' })],
  ['Amazon IVS participant token (JSON Web Token)', jwtOf({ resource: 'arn:aws:ivs:us-east-1:1:stage/a', topic: 'a' })],
  ['Twilio access token (JSON Web Token)', jwtOf({ grants: { identity: 'ada' } }, { cty: 'twilio-fpa;v=1' })],
  ['Dolby.io access token (JSON Web Token)', jwtOf({ iss: 'dolby.io' })],
  ['JSON Web Token', jwtOf({ iss: 'https://sign-in.example.com', sub: 'ada' })],
];

it('has a decoder of every provider', () => {
  const without = providers.filter(({ id }) => !existsSync(join(projectRoot, 'lambda', id, 'decode.ts')));
  expect(without.map(({ id }) => id)).toEqual([]);
});

describe('a pasted token', () => {
  it.each(tokens)('is known by what it says: %s', async (format, token) => {
    expect((await detected(kinds, token))?.format).toBe(format);
  });

  it.each([
    ['with spaces and lines around and in it', ` ${zoom.slice(0, 20)}\n  ${zoom.slice(20)} \n`],
    ['as a header', `Authorization: Bearer ${zoom}`],
    ['in quotes', `"${zoom}"`],
    ['in its answer', JSON.stringify({ token: zoom, expiresAt: '2026-01-01T00:00:00.000Z' })],
    ['in an answer by another name', JSON.stringify({ access_token: zoom })],
  ])('is found %s', async (_, pasted) => {
    const found = await detected(kinds, pasted);
    expect(Object.fromEntries(found?.rows ?? [])).toMatchObject({ Session: 'lobby', Role: 'host' });
  });

  it.each(['', ' ', 'not a token', '{}', '[]', 'null', '7', '{"token":7}', 'a.b.c', '006short', '007short'])(
    'is none: %j',
    async (pasted) => {
      expect(await detected(kinds, pasted)).toBeUndefined();
    },
  );

  it('may be anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json(), fc.base64String()), async (pasted) => {
        for (const [name, value] of (await detected(kinds, pasted))?.rows ?? []) {
          expect([typeof name, typeof value]).toEqual(['string', 'string']);
        }
      }),
    );
  });
});
