import { describe, expect, it } from 'vitest';
import { oneStream, running } from './running.ts';

const IN_30_DAYS = new Date(Date.UTC(2026, 0, 31)).toISOString();

describe.each(['publish', 'subscribe'])('%s tokens', (kind) => {
  const at = `/millicast/${kind}_token`;

  it('are made, read, changed, listed and deleted, in Millicast’s envelope', async () => {
    const { ask, sandbox } = await running();
    const created = await ask(`POST ${at}`, oneStream);
    expect(created).toMatchObject({
      status: 200,
      body: { status: 'success', data: { label: 'a token', isActive: true } },
    });
    const { id, token } = created.body.data;
    expect(token).toMatch(/^[0-9a-f]{64}$/);

    expect((await ask(`GET ${at}/${id}`)).body).toEqual(created.body);
    const changed = await ask(`PUT ${at}/${id}`, { label: 'another', isActive: false });
    expect(changed.body.data).toMatchObject({ id, label: 'another', isActive: false });
    const listed = await ask(`GET ${at}/list?page=1&itemsOnPage=100`);
    expect(listed.body).toEqual({ status: 'success', data: [changed.body.data] });
    expect((await ask(`GET ${at}/list_by_name?name=OTHER&page=1&itemsOnPage=1`)).body.data).toHaveLength(1);
    expect((await ask(`GET ${at}/list_by_name?name=none&page=1&itemsOnPage=1`)).body.data).toEqual([]);
    expect((await ask(`DELETE ${at}/${id}`)).body).toEqual({ status: 'success', data: true });
    expect((await ask(`GET ${at}/${id}`)).status).toBe(404);
    expect(sandbox.calls.every(({ path }) => path.startsWith(`/api/${kind}_token`))).toBe(true);
  });

  it.each(['GET', 'DELETE'])('that aren’t there are not found: %s', async (method) => {
    const { ask } = await running();
    expect(await ask(`${method} ${at}/99`)).toMatchObject({
      status: 404,
      body: { code: 'not_found', error: `there is no ${kind} token with the id 99` },
    });
  });

  it('end with the stage’s maximum where nothing is said, and at the latest', async () => {
    const { ask } = await running();
    for (const expires of [undefined, null, 2_592_000, 2_147_483_647]) {
      const { body } = await ask(`POST ${at}`, { ...oneStream, expires });
      expect(body.data.expiresAt).toBe(IN_30_DAYS);
    }
    const { body } = await ask(`POST ${at}`, { ...oneStream, expires: 60 });
    expect(body.data.expiresAt).toBe('2026-01-01T00:01:00.000Z');
  });

  it('end never only where the stage allows it and the request says so', async () => {
    const strict = await running();
    expect(await strict.ask(`POST ${at}`, { ...oneStream, expires: 'never' })).toMatchObject({
      status: 403,
      body: { code: 'not_allowed', error: expect.stringContaining('expires is "never"') },
    });
    expect(strict.sandbox.calls).toEqual([]);
    const lenient = await running({ options: { allowEndlessTokens: true } });
    expect((await lenient.ask(`POST ${at}`, { ...oneStream, expires: 'never' })).body.data.expiresAt).toBeNull();
    expect((await lenient.ask(`POST ${at}`, oneStream)).body.data.expiresAt).toBe(IN_30_DAYS);
  });

  it.each([
    '.*',
    '.+',
    '^.*$',
    '(.*)',
    '.{1,}',
    '.{4,}',
    '[^/]+',
    '[\\s\\S]*',
    '\\w+',
    '(?:a|.*)',
    '.*|x',
    '[A-Za-z0-9]+',
    '.{11,}',
    '[^7]+',
    '[a-z].*',
    '^',
    'x*',
    '|a',
    'cam-.*|.*',
    'cam*',
    'ca.*',
    '(?:cam|.)*',
    '(?:.|.|.|.|.|.|.|.)*!',
  ])('open what they don’t name only where the stage allows it: %s', async (streamName) => {
    const streams = [{ streamName: 'cam' }, { streamName, isRegex: true }];
    const strict = await running();
    expect(await strict.ask(`POST ${at}`, { label: 'x', streams })).toMatchObject({
      status: 403,
      body: { code: 'not_allowed', error: expect.stringContaining('streams.1.streamName could match every stream') },
    });
    const { body } = await strict.ask(`POST ${at}`, oneStream);
    const update = await strict.ask(`PUT ${at}/${body.data.id}`, { addTokenStreams: streams });
    expect(update).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
    expect(strict.sandbox.calls).toHaveLength(1);

    const lenient = await running({ options: { allowMatchAll: true } });
    expect((await lenient.ask(`POST ${at}`, { label: 'x', streams })).status).toBe(200);
  });

  it.each(['cam-\\d+', 'stage/.*', '(?:main|backup)Cam', 'cam.', '^cam-.*$', 'cam-.*|stage-.*'])(
    'open by a pattern of their own: %s',
    async (streamName) => {
      const { ask } = await running();
      expect((await ask(`POST ${at}`, { label: 'x', streams: [{ streamName, isRegex: true }] })).status).toBe(200);
    },
  );

  it('open no more by two patterns than each may', async () => {
    const { ask } = await running();
    const streams = ['[a-m].*', '[^a-m].*'].map((streamName) => ({ streamName, isRegex: true }));
    expect((await ask(`POST ${at}`, { label: 'x', streams })).status).toBe(403);
  });

  it('take `.*` for a name where it is none of a pattern', async () => {
    const { ask } = await running();
    expect((await ask(`POST ${at}`, { label: 'x', streams: [{ streamName: '.*' }] })).status).toBe(200);
  });

  it('have the stage’s restrictions where a create says nothing of them', async () => {
    const restrictions = { allowedOrigins: ['*.example.com'], allowedIpAddresses: ['192.0.2.0/24'] };
    const { ask } = await running({ options: { [kind]: restrictions } });
    expect((await ask(`POST ${at}`, oneStream)).body.data).toMatchObject(restrictions);
    const own = { allowedOrigins: ['other.example'], allowedIpAddresses: ['198.51.100.1'] };
    expect((await ask(`POST ${at}`, { ...oneStream, ...own })).body.data).toMatchObject(own);
    // What excludes the stage's default takes its place.
    expect((await ask(`POST ${at}`, { ...oneStream, bindIpsOnUsage: 2 })).body.data).toMatchObject({
      bindIpsOnUsage: 2,
      allowedIpAddresses: [],
    });
  });

  it('bind to addresses where the stage says so', async () => {
    const { ask } = await running({ options: { [kind]: { bindIpsOnUsage: 3 } } });
    expect((await ask(`POST ${at}`, oneStream)).body.data.bindIpsOnUsage).toBe(3);
    const listed = await ask(`POST ${at}`, { ...oneStream, allowedIpAddresses: ['192.0.2.1'] });
    expect(listed.body.data).toMatchObject({ bindIpsOnUsage: null, allowedIpAddresses: ['192.0.2.1'] });
    expect((await ask(`POST ${at}`, { ...oneStream, bindIpsOnUsage: 0 })).body.data.bindIpsOnUsage).toBeNull();
  });

  it('are changed under the plain names of the older guide, too', async () => {
    const { ask } = await running();
    const { body } = await ask(`POST ${at}`, oneStream);
    const update = {
      allowedOrigins: ['a.example'],
      bindIpsOnUsage: 2,
      originCluster: 'phx-1',
      allowedCountries: ['DE'],
      updateDeniedCountries: [],
      label: null,
    };
    const { status, body: changed } = await ask(`PUT ${at}/${body.data.id}`, update);
    expect(status).toBe(200);
    expect(changed.data).toMatchObject({
      label: 'a token',
      allowedOrigins: ['a.example'],
      bindIpsOnUsage: 2,
      originCluster: 'phx-1',
      allowedCountries: ['DE'],
    });
  });
});

describe('publish tokens alone', () => {
  it('need viewers to have a token, unless stage or request say otherwise', async () => {
    const created = async (options: object, asked: object) => {
      const { ask } = await running({ options });
      return (await ask('POST /millicast/publish_token', { ...oneStream, ...asked })).body.data.subscribeRequiresAuth;
    };
    expect(await created({}, {})).toBe(true);
    expect(await created({}, { subscribeRequiresAuth: null })).toBe(true);
    expect(await created({}, { subscribeRequiresAuth: false })).toBe(false);
    expect(await created({ publish: { subscribeRequiresAuth: false } }, {})).toBe(false);
    expect(await created({ publish: { subscribeRequiresAuth: false } }, { subscribeRequiresAuth: true })).toBe(true);
  });

  it('take every field there is', async () => {
    const { ask } = await running();
    const settings = {
      subscribeRequiresAuth: true,
      record: true,
      clip: false,
      multisource: false,
      enableThumbnails: true,
      displaySrtPassphrase: true,
      lowLatencyRtmp: false,
      geoCascade: { isEnabled: true, clusters: ['phx-1'] },
      restream: [{ label: 'other', url: 'rtmp://media.example.com', key: 'stream-key' }],
      originCluster: 'phx-1',
      deniedCountries: ['FR'],
      allowedOrigins: ['*.example.com'],
      allowedIpAddresses: ['192.0.2.1'],
    };
    const { status, body } = await ask('POST /millicast/publish_token', { ...oneStream, expires: 60, ...settings });
    expect(status).toBe(200);
    expect(body.data).toMatchObject(settings);
    const update = {
      geoCascade: { isEnabled: null },
      updateRestream: [],
      record: false,
      clip: true,
      refreshToken: true,
    };
    const changed = await ask(`PUT /millicast/publish_token/${body.data.id}`, update);
    expect(changed.body.data).toMatchObject({ restream: [], record: false, clip: true });
    expect(changed.body.data.token).not.toBe(body.data.token);
  });

  it('tell which are on air, and are disabled together', async () => {
    const { ask, sandbox } = await running();
    const { data } = (await ask('POST /millicast/publish_token', oneStream)).body;
    sandbox.director.admit({ kind: 'publish', token: data.token, streamName: 'cam' });
    for (const path of ['active/all', 'active?streamId=account/cam']) {
      expect((await ask(`GET /millicast/publish_token/${path}`)).body).toEqual({
        status: 'success',
        data: { tokenIds: [data.id] },
      });
    }
    expect((await ask('PATCH /millicast/publish_token/disable', { tokenIds: [data.id, 99] })).body.data).toEqual({
      successfulTokens: [data.id],
      failedTokens: [{ tokenId: 99, errorMessage: 'No publish token with id: 99' }],
    });
    expect(sandbox.director.admit({ kind: 'publish', token: data.token, streamName: 'cam' }).admitted).toBe(false);
  });
});

describe('subscribe tokens alone', () => {
  it('carry a tracking id', async () => {
    const { ask } = await running();
    const { body } = await ask('POST /millicast/subscribe_token', { ...oneStream, tracking: { trackingId: 'group' } });
    expect(body.data.tracking).toEqual({ trackingId: 'group' });
  });
});

describe('the tutorial’s names', () => {
  it('do what its server does, with its bodies and answers', async () => {
    const { ask } = await running();
    const created = await ask('POST /millicast/createToken', { label: 'test', streams: [{ streamName: 'test' }] });
    expect(created).toMatchObject({ status: 200, body: { status: 'success', data: { label: 'test' } } });
    const { id } = created.body.data;

    expect((await ask('POST /millicast/getToken', { tokenId: id })).body).toEqual(created.body);
    // Its page sends the id as it stands in an input field.
    expect((await ask('POST /millicast/getToken', { tokenId: String(id) })).body).toEqual(created.body);
    for (const method of ['PUT', 'POST']) {
      const isActive = method === 'POST';
      const updated = await ask(`${method} /millicast/updateToken`, { tokenId: String(id), data: { isActive } });
      expect(updated.body.data.isActive).toBe(isActive);
    }
    const listed = { status: 'success', data: [expect.objectContaining({ id })] };
    expect((await ask('GET /millicast/getList')).body).toEqual(listed);
    expect((await ask('GET /millicast/getList?page=2&itemsOnPage=1')).body.data).toEqual([]);
    expect((await ask('POST /millicast/getList', {})).body).toEqual(listed);
    expect((await ask('POST /millicast/getList', { page: 2, itemsOnPage: 1 })).body.data).toEqual([]);
    expect((await ask('DELETE /millicast/deleteToken', { tokenId: String(id) })).body).toEqual({
      status: 'success',
      data: true,
    });
    expect((await ask('POST /millicast/deleteToken', { tokenId: id })).status).toBe(404);
    expect((await ask('POST /millicast/getToken', { tokenId: id })).status).toBe(404);
    expect((await ask('PUT /millicast/updateToken', { tokenId: id, data: { isActive: true } })).status).toBe(404);
  });
});

it('logs no token', async () => {
  const { ask, log } = await running();
  const { body } = await ask('POST /millicast/publish_token', oneStream);
  expect(log.text()).toContain('POST /millicast/publish_token');
  expect(log.text()).not.toContain(body.data.token);
  expect(log.lines()[0]).toMatchObject({ kind: 'publish', subject: { label: 'a token' } });
});
