import { describe, expect, it } from 'vitest';
import { keySourceOf, readKeys } from '../../../edge-auth/bearer/read-keys.ts';
import { jwks } from './support.ts';

const ISSUER = 'https://id.example.com/pool';
const CONFIGURATION = `${ISSUER}/.well-known/openid-configuration`;

/** Reads an issuer's keys where these answers are on the web; gives their ids, and what was asked. */
async function read(issuer: { issuer: string; jwksUri?: string }, answers: Record<string, unknown>) {
  const asked: string[] = [];
  const keys = await readKeys(keySourceOf(issuer), async (url) => {
    asked.push(url);
    return answers[url];
  });
  return { asked, kids: [...keys.keys()] };
}

describe('an issuer’s keys', () => {
  const all = jwks.keys.map(({ kid }) => kid);

  it('are where its OpenID configuration says', async () => {
    const found = { issuer: ISSUER, jwks_uri: 'https://keys.example.com/x' };
    const { asked, kids } = await read({ issuer: ISSUER }, { [CONFIGURATION]: found, [found.jwks_uri]: jwks });
    expect(asked).toEqual([CONFIGURATION, 'https://keys.example.com/x']);
    expect(kids).toEqual(all);
  });

  it('are found for an issuer with a slash at its end', async () => {
    const issuer = `${ISSUER}/`;
    const found = { issuer, jwks_uri: 'https://keys.example.com/x' };
    expect((await read({ issuer }, { [CONFIGURATION]: found, [found.jwks_uri]: jwks })).kids).toEqual(all);
  });

  it('are read from its URL, where that is given, and from nowhere else', async () => {
    const jwksUri = 'https://keys.example.com/y';
    expect((await read({ issuer: ISSUER, jwksUri }, { [jwksUri]: jwks })).asked).toEqual([jwksUri]);
  });

  it.each<[string, unknown]>([
    ['is another’s', { issuer: 'https://id.example.com', jwks_uri: 'https://keys.example.com/x' }],
    ['has a slash more', { issuer: `${ISSUER}/`, jwks_uri: 'https://keys.example.com/x' }],
    ['names no issuer', { jwks_uri: 'https://keys.example.com/x' }],
    ['is a list', [ISSUER]],
    ['is null', null],
  ])('are not believed where the configuration %s', async (_what, found) => {
    const reading = read({ issuer: ISSUER }, { [CONFIGURATION]: found, 'https://keys.example.com/x': jwks });
    await expect(reading).rejects.toMatchObject({ name: 'UselessAnswer', code: 'ANOTHER_ISSUER' });
  });

  it.each([undefined, 'http://keys.example.com/x', 'file:///etc/passwd', 'keys', 5, ''])(
    'are not read from %j',
    async (jwks_uri) => {
      const reading = read(
        { issuer: ISSUER },
        { [CONFIGURATION]: { issuer: ISSUER, jwks_uri }, [`${jwks_uri}`]: jwks },
      );
      await expect(reading).rejects.toMatchObject({ code: 'NO_KEYS_URL' });
    },
  );
});
