import { describe, expect, it } from 'vitest';
import { API_SECRET, oneStream, running } from './running.ts';

describe.each(['publish', 'subscribe'] as const)('a %s token', (kind) => {
  const path = `/api/${kind}_token`;

  it('is made with an integer id and a secret string of its own, and can be read', async () => {
    const { ask } = await running();
    const made = [await ask(`POST ${path}`, oneStream), await ask(`POST ${path}`, oneStream)].map(
      ({ body }) => body.data,
    );
    expect(made.map(({ id }) => Number.isInteger(id))).toEqual([true, true]);
    expect(made[0].id).not.toBe(made[1].id);
    expect(made.map(({ token }) => /^[0-9a-f]{64}$/.test(token))).toEqual([true, true]);
    expect(made[0].token).not.toBe(made[1].token);
    expect(await ask(`GET ${path}/${made[0].id}`)).toEqual({
      status: 200,
      body: { status: 'success', data: made[0] },
    });
  });

  it('is updated, and read as it was left', async () => {
    const { ask } = await running();
    const { data: made } = (await ask(`POST ${path}`, oneStream)).body;
    const { data: updated } = (await ask(`PUT ${path}/${made.id}`, { label: 'renamed', refreshToken: true })).body;
    expect(updated).toEqual({
      ...made,
      label: 'renamed',
      name: 'renamed',
      token: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(updated.token).not.toBe(made.token);
    expect((await ask(`GET ${path}/${made.id}`)).body.data).toEqual(updated);
  });

  it('is as it was after an update that is refused', async () => {
    const { ask } = await running();
    const { data: made } = (await ask(`POST ${path}`, oneStream)).body;
    expect((await ask(`PUT ${path}/${made.id}`, { label: 'renamed', isActive: 'no' })).status).toBe(400);
    expect((await ask(`GET ${path}/${made.id}`)).body.data).toEqual(made);
  });

  it('is gone once deleted', async () => {
    const { ask } = await running();
    const { data: made } = (await ask(`POST ${path}`, oneStream)).body;
    expect(await ask(`DELETE ${path}/${made.id}`)).toEqual({ status: 200, body: { status: 'success', data: true } });
    expect((await ask(`GET ${path}/${made.id}`)).status).toBe(400);
    expect((await ask(`GET ${path}/list?page=1&itemsOnPage=100`)).body.data).toEqual([]);
  });

  it.each(['GET', 'PUT', 'DELETE'])('that isn’t there is a bad request: %s', async (method) => {
    const { ask } = await running();
    const body = method === 'PUT' ? { label: 'renamed' } : undefined;
    expect(await ask(`${method} ${path}/99`, body)).toEqual({
      status: 400,
      body: { status: 'fail', data: { tokenId: `No ${kind} token with id: 99` } },
    });
  });

  it.each(['one', '1.5', '-1', '1/more'])('has no id %j', async (id) => {
    const { ask } = await running();
    const answer = await ask(`GET ${path}/${id}`);
    expect([answer.status, Object.keys(answer.body.data)]).toEqual([400, ['tokenId']]);
  });

  it('is not found among the other kind', async () => {
    const { ask } = await running();
    const { data: made } = (await ask(`POST ${path}`, oneStream)).body;
    const other = kind === 'publish' ? 'subscribe' : 'publish';
    expect((await ask(`GET /api/${other}_token/${made.id}`)).status).toBe(400);
    expect((await ask(`DELETE /api/${other}_token/${made.id}`)).status).toBe(400);
    expect((await ask(`GET ${path}/${made.id}`)).status).toBe(200);
  });
});

describe('publish tokens', () => {
  it('are active while a stream is on air with them', async () => {
    const { ask, director } = await running();
    const streams = [{ streamName: 'cam' }, { streamName: 'container/.+', isRegex: true }];
    const { data: one } = (await ask('POST /api/publish_token', { ...oneStream, streams })).body;
    const { data: other } = (await ask('POST /api/publish_token', oneStream)).body;
    const active = async (rest: string) => (await ask(`GET /api/publish_token/active${rest}`)).body.data;
    expect(await active('/all')).toEqual({ tokenIds: [] });

    director.admit({ kind: 'publish', token: one.token, streamName: 'container/a' });
    director.admit({ kind: 'publish', token: other.token, streamName: 'cam' });
    director.admit({ kind: 'publish', token: other.token, streamName: 'not its own' });
    const { data: viewer } = (await ask('POST /api/subscribe_token', oneStream)).body;
    expect(director.admit({ kind: 'subscribe', token: viewer.token, streamName: 'cam' }).admitted).toBe(true);
    expect(await active('/all')).toEqual({ tokenIds: [one.id, other.id] });
    expect(await active('?streamId=account/container/a')).toEqual({ tokenIds: [one.id] });
    expect(await active('?streamId=account/cam')).toEqual({ tokenIds: [other.id] });
    expect(await active('?streamId=account/not%20its%20own')).toEqual({ tokenIds: [] });
  });

  it.each(['', '?streamId=', '?streamId=cam', '?streamId=account/'])('are not looked up by active%s', async (query) => {
    const { ask } = await running();
    expect(Object.keys((await ask(`GET /api/publish_token/active${query}`)).body.data)).toEqual(['streamId']);
  });

  it('are disabled together, and go off air', async () => {
    const { ask, director } = await running();
    const { data: made } = (await ask('POST /api/publish_token', oneStream)).body;
    director.admit({ kind: 'publish', token: made.token, streamName: 'cam' });
    expect((await ask('PATCH /api/publish_token/disable', { tokenIds: [made.id, 99, made.id] })).body.data).toEqual({
      successfulTokens: [made.id],
      failedTokens: [{ tokenId: 99, errorMessage: 'No publish token with id: 99' }],
    });
    expect((await ask(`GET /api/publish_token/${made.id}`)).body.data).toEqual({ ...made, isActive: false });
    expect((await ask('GET /api/publish_token/active/all')).body.data).toEqual({ tokenIds: [] });
  });

  it('go off air when they are deleted', async () => {
    const { ask, director } = await running();
    const { data: made } = (await ask('POST /api/publish_token', oneStream)).body;
    director.admit({ kind: 'publish', token: made.token, streamName: 'cam' });
    await ask(`DELETE /api/publish_token/${made.id}`);
    expect((await ask('GET /api/publish_token/active/all')).body.data).toEqual({ tokenIds: [] });
  });

  it.each([{}, { tokenIds: [] }, { tokenIds: ['1'] }, { tokenIds: [1.5] }, { tokenIds: [1], more: 1 }, []])(
    'are not disabled by %j',
    async (body) => {
      const { ask } = await running();
      expect((await ask('PATCH /api/publish_token/disable', body)).status).toBe(400);
    },
  );
});

describe('what the API doesn’t serve', () => {
  it.each([
    ['GET /api/other_token', 404],
    ['GET /', 404],
    ['GET /api/publish_token', 405],
    ['POST /api/publish_token/list', 405],
    ['PATCH /api/subscribe_token/disable', 405],
    ['PATCH /api/publish_token/1', 405],
  ])('%s is answered %d', async (operation, status) => {
    const { ask } = await running();
    expect(await ask(operation)).toEqual({
      status,
      body: { status: 'error', message: expect.any(String), code: status },
    });
  });
});

describe('a body', () => {
  const post = (url: string, body: string, contentType = 'application/json') =>
    fetch(`${url}/api/publish_token`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${API_SECRET}`, 'Content-Type': contentType },
      body,
    });

  it.each(['{', 'label=a', '[]', '"text"', 'null'])('that is no JSON object is refused: %s', async (body) => {
    const { url } = await running();
    const answer = await post(url, body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ status: 'fail', data: { model: expect.any(String) } });
  });

  it('that isn’t said to be JSON is refused', async () => {
    const { url } = await running();
    expect((await post(url, JSON.stringify(oneStream), 'text/plain')).status).toBe(415);
    expect((await post(url, JSON.stringify(oneStream), 'application/json; charset=utf-8')).status).toBe(200);
  });
});
