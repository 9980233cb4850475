import { describe, expect, it } from 'vitest';
import { decode } from '../../../lambda/agora/decode.ts';
import { rtcToken } from '../../../lambda/agora/rtc-token.ts';
import { keys, options } from './fixtures.ts';
import agora from './vectors/tokens.json' with { type: 'json' };

const rowsOf = async (token: string, asked: Readonly<Record<string, string>> = {}) => {
  const decoded = await decode(token, asked);
  return { format: decoded?.format, rows: Object.fromEntries(decoded?.rows ?? []) };
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
    expect(elsewhere.rows.Channel).toBe('another (checksum doesn’t match)');
  });

  it('no name into a token that was made elsewhere: it has only checksums of them', async () => {
    const [vector] = vectors006.filter(({ input }) => String(input.uid) !== '0');
    const { rows } = await rowsOf(vector?.expectedToken ?? '');
    const unknown = 'one that the token has only a checksum of';
    expect(rows).toMatchObject({ Channel: unknown, User: unknown });
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
});
