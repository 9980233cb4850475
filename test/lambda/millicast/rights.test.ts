import { describe, expect, it } from 'vitest';
import type { Call } from '../../../lambda/millicast/millicast-api.ts';
import { running } from './running.ts';

const rights = { only: { streams: ['room-*'] }, maximumLifetimeSeconds: 600 };
const create = 'POST /millicast/publish_token';

describe('an operator with rights to some streams', () => {
  it.each(['publish', 'subscribe'])('makes %s tokens for them, for its own maximum lifetime', async (kind) => {
    const { ask, clock } = await running({ rights });
    const { status, body } = await ask(`POST /millicast/${kind}_token`, {
      label: 'mine',
      streams: [{ streamName: 'room-1' }, { streamName: 'room-2' }],
    });
    expect(status).toBe(200);
    expect(Date.parse(body.data.expiresAt)).toBeLessThanOrEqual(clock.now() + 600_000);
  });

  it.each([
    ['another stream', { streams: [{ streamName: 'stage' }] }, 'this caller may not ask for the stream "stage"'],
    ['another among its own', { streams: [{ streamName: 'room-1' }, { streamName: 'x' }] }, 'the stream "x"'],
    [
      'a pattern, though it looks like its own',
      { streams: [{ streamName: 'room-.*|x', isRegex: true }] },
      'the stream',
    ],
    ['a longer life', { streams: [{ streamName: 'room-1' }], expires: 601 }, 'a lifetime of 601 seconds'],
    ['a life without end', { streams: [{ streamName: 'room-1' }], expires: 'never' }, 'a token without an end'],
  ])('is refused %s, before Millicast is asked', async (_what, asked, message) => {
    const { ask, sandbox } = await running({ rights, options: { allowEndlessTokens: true } });
    for (const path of [create, 'POST /millicast/createToken']) {
      const { status, body } = await ask(path, { label: 'l', ...asked });
      expect([status, body.code]).toEqual([403, 'not_allowed']);
      expect(body.error).toContain(message);
    }
    expect(sandbox.calls).toEqual([]);
  });

  it('neither gives another stream to a token nor takes one from it', async () => {
    const { ask } = await running({ rights });
    const { body } = await ask(create, { label: 'mine', streams: [{ streamName: 'room-1' }] });
    const path = `PUT /millicast/publish_token/${body.data.id}`;
    expect((await ask(path, { addTokenStreams: [{ streamName: 'stage' }] })).status).toBe(403);
    expect((await ask(path, { removeTokenStreams: ['stage'] })).status).toBe(403);
    const data = { addTokenStreams: [{ streamName: 'stage' }] };
    expect((await ask('PUT /millicast/updateToken', { tokenId: body.data.id, data })).status).toBe(403);
    expect((await ask(path, { addTokenStreams: [{ streamName: 'room-2' }] })).status).toBe(200);
  });
});

/** Every way to one token, by its id. */
const byId: [string, (id: number) => [operation: string, body?: unknown]][] = [
  ['read', (id) => [`GET /millicast/publish_token/${id}`]],
  ['getToken', (id) => ['POST /millicast/getToken', { tokenId: id }]],
  ['a label', (id) => [`PUT /millicast/publish_token/${id}`, { label: 'x' }]],
  ['a new string', (id) => [`PUT /millicast/publish_token/${id}`, { refreshToken: true }]],
  ['its own stream', (id) => [`PUT /millicast/publish_token/${id}`, { addTokenStreams: [{ streamName: 'room-9' }] }]],
  ['another page', (id) => [`PUT /millicast/publish_token/${id}`, { allowedOrigins: ['evil.example'] }]],
  ['life', (id) => [`PUT /millicast/publish_token/${id}`, { isActive: true }]],
  ['updateToken', (id) => ['PUT /millicast/updateToken', { tokenId: id, data: { refreshToken: true } }]],
  ['updateToken by POST', (id) => ['POST /millicast/updateToken', { tokenId: `${id}`, data: { label: 'x' } }]],
  ['delete', (id) => [`DELETE /millicast/publish_token/${id}`]],
  ['deleteToken', (id) => ['DELETE /millicast/deleteToken', { tokenId: id }]],
  ['deleteToken by POST', (id) => ['POST /millicast/deleteToken', { tokenId: id }]],
  ['disable', (id) => ['PATCH /millicast/publish_token/disable', { tokenIds: [id] }]],
];

/** Tokens that a caller with `rights` may not make. */
const foreign: [string, object][] = [
  ['of another stream', { streams: [{ streamName: 'stage' }], expires: 600 }],
  ['of another stream, too', { streams: [{ streamName: 'room-1' }, { streamName: 'stage' }], expires: 600 }],
  ['of a pattern', { streams: [{ streamName: 'room-.*', isRegex: true }], expires: 600 }],
  ['of a longer life', { streams: [{ streamName: 'room-1' }], expires: 2_592_000 }],
  ['of a longer life, by little', { streams: [{ streamName: 'room-1' }], expires: 606 }],
  ['without an end', { streams: [{ streamName: 'room-1' }], expires: 'never' }],
];

describe('a token that isn’t the operator’s', () => {
  it.each(foreign)('is neither shown, changed nor deleted, on any way: one %s', async (_what, token) => {
    const { ask, askFreely, sandbox } = await running({ rights, options: { allowEndlessTokens: true } });
    const made = await askFreely(create, { label: 'another’s', ...token });
    expect(made.status).toBe(200);
    for (const [, way] of byId) {
      const before = sandbox.calls.length;
      const { status, body } = await ask(...way(made.body.data.id));
      expect([status, body.code]).toEqual([403, 'not_allowed']);
      expect(JSON.stringify(body)).not.toMatch(/another|stage/);
      // It was looked at, and that was all.
      expect(sandbox.calls.slice(before).map(({ method }) => method)).toEqual(['GET']);
    }
    expect((await askFreely(`GET /millicast/publish_token/${made.body.data.id}`)).body).toEqual(made.body);
  });

  it.each(byId)('is answered as one that isn’t there: %s', async (_what, way) => {
    const { ask, askFreely } = await running({ rights });
    const { body } = await askFreely(create, { label: 'l', streams: [{ streamName: 'stage' }] });
    const [there, not] = [await ask(...way(body.data.id)), await ask(...way(99))];
    const told = (id: number) =>
      `this caller may not ask for the token ${id}; allowed: tokens that open "room-*" and nothing else and that end within 600 seconds`;
    expect([there.status, not.status]).toEqual([403, 403]);
    expect([there.body.error, not.body.error]).toEqual([told(body.data.id), told(99)]);
  });

  it('is not shown by its kind’s list, whatever the rest of the page is', async () => {
    const { ask, askFreely } = await running({ rights, options: { allowEndlessTokens: true } });
    for (const kind of ['publish', 'subscribe']) {
      const at = `/millicast/${kind}_token`;
      for (const [what, token] of foreign) await askFreely(`POST ${at}`, { label: `a ${what}`, ...token });
      const own = await ask(`POST ${at}`, { label: 'z mine', streams: [{ streamName: 'room-1' }] });
      const ids = async (path: string) => (await ask(path)).body.data.map(({ id }: { id: number }) => id);
      const page = 'page=1&itemsOnPage=100';
      expect(await ids(`GET ${at}/list?${page}`)).toEqual([own.body.data.id]);
      expect(await ids(`GET ${at}/list_by_name?name=room&${page}`)).toEqual([own.body.data.id]);
      // Where it stands among the others would tell how many there are, and which of them hold the text.
      for (const path of [`${at}/list?`, `${at}/list_by_name?name=i&`, `${at}/list?isDescending=true&`]) {
        expect(await ids(`GET ${path}page=1&itemsOnPage=1`), path).toEqual([own.body.data.id]);
        expect(await ids(`GET ${path}page=2&itemsOnPage=1`), path).toEqual([]);
      }
      expect((await askFreely(`GET ${at}/list?${page}`)).body.data).toHaveLength(foreign.length + 1);
    }
    expect((await ask('GET /millicast/getList')).body.data).toHaveLength(1);
    expect((await ask('POST /millicast/getList', {})).body.data).toHaveLength(1);
  });

  it('is looked through by the hundred, up to a thousand for one request', async () => {
    let own = 0;
    const { ask, sandbox } = await running({
      rights,
      lies: ({ path, query }, data) => {
        if (!path.endsWith('list')) return data;
        const token = { label: 'l', token: 't', isActive: true, expiresOn: '2000-01-01T00:00:00Z' };
        return Array.from({ length: 100 }, (_, at) => ({
          ...token,
          id: Number(query?.page) * 100 + at,
          streams: [{ streamName: at < own ? 'room-1' : 'stage' }],
        }));
      },
    });
    const page = (number: number) => ask(`GET /millicast/publish_token/list?page=${number}&itemsOnPage=3`);
    const { status, body } = await page(1);
    expect([status, body.error]).toEqual([403, expect.stringContaining('search by name')]);
    expect(sandbox.calls.map(({ path }) => path)).toEqual(Array(10).fill('/api/publish_token/list'));
    own = 2;
    const idsOf = async (number: number) => (await page(number)).body.data.map(({ id }: { id: number }) => id);
    expect(await idsOf(1)).toEqual([100, 101, 200]);
    expect(await idsOf(2)).toEqual([201, 300, 301]);
    expect(sandbox.calls).toHaveLength(10 + 2 + 3);
  });

  it('is not what another’s id is answered with', async () => {
    const { ask, askFreely, sandbox } = await running({
      rights,
      lies: ({ method, tokenId }, data) =>
        method === 'GET' && tokenId !== undefined ? { ...(data as object), id: 7 } : data,
    });
    const { body } = await askFreely(create, { label: 'l', streams: [{ streamName: 'room-1' }], expires: 60 });
    expect((await ask(`DELETE /millicast/publish_token/${body.data.id}`)).status).toBe(403);
    expect(sandbox.calls.map(({ method }) => method)).not.toContain('DELETE');
  });

  it('is not among those on air', async () => {
    const { ask, askFreely, sandbox } = await running({ rights });
    const ids: number[] = [];
    for (const streamName of ['room-1', 'stage']) {
      const asked = { label: 'l', streams: [{ streamName }], expires: 600 };
      const { data } = (await askFreely(create, asked)).body;
      sandbox.director.admit({ kind: 'publish', token: data.token, streamName });
      ids.push(data.id);
    }
    const both = { label: 'l', streams: [{ streamName: 'room-1' }, { streamName: 'stage' }] };
    const { data } = (await askFreely(create, both)).body;
    sandbox.director.admit({ kind: 'publish', token: data.token, streamName: 'room-1' });
    const at = '/millicast/publish_token';
    expect((await ask(`GET ${at}/active/all`)).body.data).toEqual({ tokenIds: [ids[0]] });
    expect((await ask(`GET ${at}/active?streamId=account/room-1`)).body.data).toEqual({ tokenIds: [ids[0]] });
    expect((await askFreely(`GET ${at}/active/all`)).body.data.tokenIds).toHaveLength(3);
    const before = sandbox.calls.length;
    expect((await ask(`GET ${at}/active?streamId=account/stage`)).body.error).toContain('the stream "stage"');
    expect(sandbox.calls.length).toBe(before);
  });

  it('leaves the others of a list as they are, when they are to be disabled together', async () => {
    const { ask, askFreely } = await running({ rights });
    const own = (await ask(create, { label: 'l', streams: [{ streamName: 'room-1' }] })).body.data.id;
    const other = (await askFreely(create, { label: 'l', streams: [{ streamName: 'stage' }] })).body.data.id;
    const disable = (tokenIds: number[]) => ask('PATCH /millicast/publish_token/disable', { tokenIds });
    for (const tokenIds of [
      [own, other],
      [own, 99],
    ]) {
      const { status, body } = await disable(tokenIds);
      expect([status, body.error]).toEqual([403, expect.stringContaining(`may not ask for the token ${tokenIds[1]};`)]);
    }
    expect((await ask(`GET /millicast/publish_token/${own}`)).body.data.isActive).toBe(true);
    expect((await disable([own, own])).body.data).toEqual({ successfulTokens: [own], failedTokens: [] });
    const many = await disable(Array.from({ length: 101 }, (_, at) => at));
    expect([many.status, many.body.error]).toEqual([400, 'tokenIds must hold 100 ids at most for this caller']);
  });

  it('becomes the operator’s when its life is short enough', async () => {
    const { ask, askFreely, clock } = await running({ rights });
    const { data } = (await askFreely(create, { label: 'l', streams: [{ streamName: 'room-1' }], expires: 3_600 }))
      .body;
    const read = async () => (await ask(`GET /millicast/publish_token/${data.id}`)).status;
    clock.advance(2_994_000);
    expect(await read()).toBe(403);
    clock.advance(1_000);
    expect(await read()).toBe(200);
    clock.advance(3_600_000);
    expect(await read()).toBe(200);
  });
});

describe('a token of the operator’s', () => {
  it.each([{}, { addTokenStreams: [{ streamName: 'room-1' }] }])(
    'keeps a stream, so that what it opens is known: %o',
    async (more) => {
      const { ask, sandbox } = await running({ rights });
      const made = await ask(create, { label: 'mine', streams: [{ streamName: 'room-1' }] });
      const at = `PUT /millicast/publish_token/${made.body.data.id}`;
      const { status, body } = await ask(at, { removeTokenStreams: ['room-1'], ...more });
      expect([status, body.error]).toEqual([400, 'removeTokenStreams must leave the token a stream']);
      expect(sandbox.calls.map(({ method }) => method)).toEqual(['POST', 'GET']);
      const added = { addTokenStreams: [{ streamName: 'room-2' }], removeTokenStreams: ['room-1'] };
      expect((await ask(at, added)).body.data.streams).toEqual([{ streamName: 'room-2', isRegex: false }]);
    },
  );

  it('is read, changed, listed, disabled and deleted', async () => {
    const { ask } = await running({ rights });
    for (const [what, way] of byId) {
      const { body } = await ask(create, { label: 'mine', streams: [{ streamName: 'room-1' }] });
      expect((await ask(...way(body.data.id))).status, what).toBe(200);
    }
  });

  it('costs an operator without limits no look at it', async () => {
    for (const free of [{}, { only: { streams: ['*'] } }, { only: { channels: ['x'] } }]) {
      const { ask, sandbox } = await running({ rights: free });
      const { body } = await ask(create, { label: 'l', streams: [{ streamName: 'room-1' }] });
      await ask(`PUT /millicast/publish_token/${body.data.id}`, { label: 'x' });
      await ask('PATCH /millicast/publish_token/disable', { tokenIds: [body.data.id] });
      await ask(`DELETE /millicast/publish_token/${body.data.id}`);
      expect(sandbox.calls.map(({ method }) => method)).toEqual(['POST', 'PUT', 'PATCH', 'DELETE']);
    }
  });
});

describe('a Millicast that does other than it is asked', () => {
  const asked = { label: 'mine', streams: [{ streamName: 'room-1' }] };
  const endless = (call: Call, data: unknown) =>
    call.method === 'POST' ? { ...(data as object), expiresOn: null } : data;

  it.each([
    ['lives for ever', { expiresOn: null }],
    ['lives too long', { expiresOn: '2026-01-01T00:10:06Z' }],
    ['opens another stream', { streams: [{ streamName: 'room-1' }, { streamName: 'x' }] }],
    ['opens no stream that is told', { streams: [] }],
  ])('gets its token deleted that %s', async (_what, made) => {
    const lies = (call: Call, data: unknown) => (call.method === 'POST' ? { ...(data as object), ...made } : data);
    const { ask, askFreely, log } = await running({ rights, lies });
    for (const path of [create, 'POST /millicast/createToken', 'POST /millicast/subscribe_token']) {
      const { status, body } = await ask(path, asked);
      expect([status, body.code]).toEqual([502, 'provider_failed']);
      expect(body.error).toContain('it was deleted again');
      expect(body).not.toHaveProperty('data');
    }
    expect(log.lines()[0]).toMatchObject({ cause: expect.stringMatching(/Fault\(token 1 beyond rights, deleted\)$/) });
    for (const kind of ['publish', 'subscribe']) {
      const listed = await askFreely(`GET /millicast/${kind}_token/list?page=1&itemsOnPage=100`);
      expect(listed.body.data).toEqual([]);
    }
    // Who has no limits gets what it is.
    expect((await askFreely(create, asked)).status).toBe(200);
  });

  it('is told of where the token can’t be deleted', async () => {
    const lies = (call: Call, data: unknown) => {
      if (call.method === 'DELETE') throw new Error('refused');
      return endless(call, data);
    };
    const { ask, log } = await running({ rights, lies });
    const { status, body } = await ask(create, asked);
    expect([status, body.error]).toEqual([502, expect.stringMatching(/token 1 .* could not be deleted/)]);
    expect(log.lines()[0]).toMatchObject({
      level: 'error',
      cause: expect.stringContaining('token 1 beyond rights, not'),
    });
  });

  it('is not believed where a change lengthens a token', async () => {
    const lies = (call: Call, data: unknown) =>
      call.method === 'PUT' ? { ...(data as object), expiresOn: null } : data;
    const { ask } = await running({ rights, lies });
    const { body } = await ask(create, asked);
    const changed = await ask(`PUT /millicast/publish_token/${body.data.id}`, { refreshToken: true });
    expect([changed.status, changed.body.code]).toEqual([403, 'not_allowed']);
    expect(changed.body.error).toContain('was changed, but');
    expect(changed.body).not.toHaveProperty('data');
  });

  it('shows no token whose end can’t be read to whom has limits', async () => {
    const lies = (call: Call, data: unknown) => {
      const odd = (token: object) => ({ ...token, expiresOn: 'in a while' });
      if (call.method !== 'GET') return data;
      return Array.isArray(data) ? data.map(odd) : odd(data as object);
    };
    const { ask } = await running({ rights, lies });
    const { body } = await ask(create, asked);
    expect((await ask(`GET /millicast/publish_token/${body.data.id}`)).status).toBe(403);
    expect((await ask('GET /millicast/getList')).body.data).toEqual([]);
  });

  it('may have more on air than are looked at', async () => {
    const lies = (call: Call, data: unknown) =>
      call.path.includes('active') ? { tokenIds: Array.from({ length: 101 }, (_, at) => at) } : data;
    const { ask } = await running({ rights, lies });
    const { status, body } = await ask('GET /millicast/publish_token/active/all');
    expect([status, body.error]).toEqual([403, expect.stringContaining('ask for one stream')]);
  });
});

it('an operator with rights to every stream may ask for a pattern', async () => {
  const { ask } = await running({ rights: { only: { streams: ['*'] } } });
  const streams = [{ streamName: 'room-[0-9]', isRegex: true }];
  expect((await ask(create, { label: 'l', streams })).status).toBe(200);
});

describe('an operator with rights to some tracking ids', () => {
  const tracked = { only: { trackingIds: ['ada', 'app-*'] } };
  const subscribe = 'POST /millicast/subscribe_token';
  const token = (trackingId?: string) => ({
    label: 'a label',
    streams: [{ streamName: 'room-1' }],
    ...(trackingId !== undefined && { tracking: { trackingId } }),
  });

  it('makes subscribe tokens with them, and none with another or without one', async () => {
    const { ask, sandbox } = await running({ rights: tracked });
    expect((await ask(subscribe, token('ada'))).body.data.tracking).toEqual({ trackingId: 'ada' });
    const calls = sandbox.calls.length;
    for (const [trackingId, error] of [
      ['bob', 'the tracking id "bob"'],
      [undefined, 'a token without a tracking id; allowed: "ada", "app-*"'],
    ] as const) {
      const { status, body } = await ask(subscribe, token(trackingId));
      expect([status, body.error]).toEqual([403, expect.stringContaining(error)]);
    }
    expect(sandbox.calls).toHaveLength(calls);
  });

  it('has no others, which would sign viewer tokens with any id', async () => {
    const { ask, askFreely } = await running({ rights: tracked });
    for (const trackingId of ['bob', undefined]) {
      const { body } = await askFreely(subscribe, token(trackingId));
      for (const [operation, given] of [
        [`GET /millicast/subscribe_token/${body.data.id}`],
        [`PUT /millicast/subscribe_token/${body.data.id}`, { refreshToken: true }],
        [`DELETE /millicast/subscribe_token/${body.data.id}`],
      ] as const) {
        expect((await ask(operation, given)).status).toBe(403);
      }
    }
    const own = await askFreely(subscribe, token('app-7'));
    expect((await ask(`GET /millicast/subscribe_token/${own.body.data.id}`)).status).toBe(200);
    const { body: listed } = await ask('GET /millicast/subscribe_token/list?page=1&itemsOnPage=10');
    expect(listed.data.map(({ id }: { id: number }) => id)).toEqual([own.body.data.id]);
  });

  it('has every publish token: none has a tracking id', async () => {
    const { ask, askFreely } = await running({ rights: tracked });
    const { body } = await askFreely(create, token());
    expect((await ask(`GET /millicast/publish_token/${body.data.id}`)).status).toBe(200);
    expect((await ask(create, token())).status).toBe(200);
  });
});
