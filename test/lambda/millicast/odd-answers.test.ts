import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Call } from '../../../lambda/millicast/millicast-api.ts';
import { oneStream, running } from './running.ts';

const create = 'POST /millicast/publish_token';

/** Ends that are none, as text that `Date` makes something of, text that it doesn't, and no text. */
const oddEnds: [string, unknown][] = [
  ['text', 'soon'],
  ['a year in a text', 'ends 2026'],
  ['a number in a text', '1767225600'],
  ['a day that isn’t', '2026-13-45T00:00:00Z'],
  ['a time that isn’t', '2026-01-01T99:00'],
  ['a date alone', '2026-01-31'],
  ['nothing', ''],
  ['a zone of its own', '2026-01-31T00:00:00 CET'],
  ['a year beyond all', '275761-01-01T00:00:00Z'],
  ['a number', 1_767_225_600],
  ['an object', { date: '2026-01-31T00:00:00Z' }],
  ['true', true],
];

/** Makes Millicast answer this end for its tokens, where they have one of these ids. */
function ending(expiresOn: unknown, ids?: number[]) {
  const odd = (token: { id: number }) => (ids?.includes(token.id) === false ? token : { ...token, expiresOn });
  return (_: Call, data: unknown) => {
    if (Array.isArray(data)) return data.map(odd);
    return typeof data === 'object' && data !== null && 'id' in data ? odd(data as { id: number }) : data;
  };
}

describe.each(oddEnds)('an end that is %s', (_what, expiresOn) => {
  it('fails a create with the warning that the token may be there', async () => {
    const { ask, log } = await running({ lies: ending(expiresOn) });
    for (const path of [create, 'POST /millicast/createToken', 'POST /millicast/subscribe_token']) {
      const { status, body } = await ask(path, oneStream);
      expect([status, body.code]).toEqual([502, 'provider_failed']);
      expect(body.error).toContain('the token may have been made all the same: look for it in the list');
    }
    expect(log.lines()[0]).toMatchObject({ cause: expect.stringMatching(/Fault\(not as documented\)$/) });
  });

  it('fails a read and a change as the provider’s doing', async () => {
    const { ask } = await running({ lies: ending(expiresOn, [1]) });
    await ask(create, oneStream);
    expect((await ask('GET /millicast/publish_token/1')).body.code).toBe('provider_failed');
    const changed = await ask('PUT /millicast/publish_token/1', { label: 'x' });
    expect(changed.body).toMatchObject({ code: 'provider_failed', error: expect.stringContaining('look at token 1') });
    expect((await ask('DELETE /millicast/publish_token/1')).status).toBe(200);
  });
});

it.each(oddEnds.slice(0, 3))(
  'a list is shown without the token that can’t be read, and the log says so: %s',
  async (_what, end) => {
    vi.stubEnv('PROJECT', 'eu');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { ask, log } = await running({ lies: ending(end, [2]) });
    for (const label of ['a', 'b', 'c']) await ask(create, { ...oneStream, label });
    for (const list of [
      '/publish_token/list?page=1&itemsOnPage=100',
      '/publish_token/list_by_name?name=cam&page=1&itemsOnPage=9',
      '/getList',
    ]) {
      const { status, body } = await ask(`GET /millicast${list}`);
      expect([status, body.data.map(({ id }: { id: number }) => id)]).toEqual([200, [1, 3]]);
      expect(log.lines().at(-2)).toEqual({
        level: 'error',
        message: 'tokens not as documented',
        stage: 'test',
        provider: 'millicast',
        project: 'eu',
        leftOut: 1,
      });
    }
  },
);

it('a list that is none fails', async () => {
  const { ask } = await running({ lies: () => ({ tokens: [] }) });
  expect((await ask('GET /millicast/getList')).body.code).toBe('provider_failed');
});

it.each([
  ['2026-01-31T00:00:00Z', '2026-01-31T00:00:00.000Z'],
  ['2026-01-31T00:00:00', '2026-01-31T00:00:00.000Z'],
  ['2026-01-31T00:00:00.1234567', '2026-01-31T00:00:00.123Z'],
  ['2026-01-31T02:00:00.5+02:00', '2026-01-31T00:00:00.500Z'],
  ['2026-01-31T00:00-0130', '2026-01-31T01:30:00.000Z'],
  ['9999-12-31T23:59:59.9999999Z', '9999-12-31T23:59:59.999Z'],
  [null, null],
  [undefined, null],
])('an end that Millicast may write is read: %s', async (expiresOn, expiresAt) => {
  const { ask } = await running({ lies: ending(expiresOn) });
  const { status, body } = await ask(create, oneStream);
  expect([status, body.data.expiresAt]).toEqual([200, expiresAt]);
});

it('when a token was added matters to nobody who can’t read it', async () => {
  const lies = (_: Call, data: unknown) => ({ ...(data as object), addedOn: 'once' });
  expect((await (await running({ lies })).ask(create, oneStream)).status).toBe(200);
});
