import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rtcToken } from '../../lambda/agora/rtc-token.ts';
import { decoded } from '../../web/decode/token.ts';
import { keys, options } from '../lambda/agora/fixtures.ts';
import agora from '../lambda/agora/vectors/tokens.json' with { type: 'json' };
import viewer from '../lambda/millicast/vectors/self-signed.json' with { type: 'json' };

const rowsOf = async (token: string, asked: Readonly<Record<string, string>> = {}) => {
  const { format, rows } = await decoded(token, asked);
  return { format, rows: Object.fromEntries(rows) };
};

const isOurs = ({ type }: { readonly type: number }) => type === 1 || type === 2;
const vectors006 = agora.vectors.filter(({ version }) => version === '006');
const vectors007 = agora.vectors.filter(
  ({ version, decoded: { services } }) => version === '007' && services?.every(isOurs),
);

describe('the console reads', () => {
  it.each(vectors006)('$id', async ({ expectedToken, decoded: { appId, messages }, input }) => {
    const asked = { channelName: String(input.channelName), uid: String(input.uid) };
    const { format, rows } = await rowsOf(expectedToken, asked);
    expect(format).toBe('Agora RTC token, version 006');
    expect(rows).toMatchObject({ 'App ID': appId, Channel: `${asked.channelName} (checksum matches)` });
    const ends = Object.entries(rows).filter(([name]) => name.startsWith('May '));
    expect(ends.map(([, text]) => Number(/\((\d+)\)$/.exec(text)?.[1]))).toEqual(Object.values(messages ?? {}));
    const elsewhere = await rowsOf(expectedToken, { ...asked, channelName: 'another' });
    expect(elsewhere.rows.Channel).toBe('another (checksum is another’s)');
  });

  it.each(vectors007)('$id', async ({ expectedToken, decoded: { appId, issueTs = 0, expire = 0, services } }) => {
    const { format, rows } = await rowsOf(expectedToken);
    const names = services?.map(({ type }) => (type === 1 ? 'RTC' : 'RTM')).join(' and ');
    expect(format).toBe(`Agora ${names} token, version 007`);
    expect(rows['App ID']).toBe(appId);
    expect(rows.Ends).toMatch(new RegExp(`\\(${issueTs + expire}\\)$`));
  });

  it('who an Agora token for both services is for', async () => {
    const query = { channelName: 'test', uid: 7, role: 'subscriber', rtmUserId: 'ada', version: '007' } as const;
    const { format, rows } = await rowsOf(rtcToken(keys, query, options, Date.now()).token);
    expect(format).toBe('Agora RTC and RTM token, version 007');
    expect(rows).toMatchObject({ Channel: 'test', User: '7', 'RTM user': 'ada' });
    expect(Object.keys(rows).filter((name) => name.startsWith('May '))).toEqual(['May join the channel', 'May log in']);
  });

  it('a viewer token', async () => {
    const { format, rows } = await rowsOf(viewer.jwt);
    expect(format).toBe('JSON Web Token');
    expect(rows.exp).toMatch(/\(1750813871\)$/);
    expect(JSON.parse(String(rows.streaming))).toEqual(viewer.payload.streaming);
    expect(rows.Signature).toBe('HS256; only who holds the key can check it');
  });

  it('that a token is signed by nobody', async () => {
    const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
    const { rows } = await rowsOf(`${part({ alg: 'none' })}.${part({ exp: 1 })}.`);
    expect(rows.Signature).toBe('none: anybody could have made it');
  });

  it('whatever else it is given, as opaque', async () => {
    const anything = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.base64String().map((text) => `006${'a'.repeat(32)}${text}`),
      fc.base64String().map((text) => `007${text}`),
      fc.tuple(fc.base64String(), fc.base64String()).map((parts) => `${parts.join('.')}.`),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (token) => {
        const { rows } = await decoded(token, {});
        expect(rows.length).toBeGreaterThan(0);
        for (const [name, value] of rows) expect([typeof name, typeof value]).toEqual(['string', 'string']);
      }),
    );
  });
});
