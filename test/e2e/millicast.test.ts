import { describe, expect, inject, it } from 'vitest';
import { errorStatus } from '../../api/errors.ts';
import { routes } from '../../lambda/contract.ts';
import { type Answer, millicastKeys, startForTests } from '../support/stagepass.ts';

const { client, admin, stagepass, millicast } = await startForTests(inject('assemblyDir'));

const JSON_TYPE = { 'content-type': 'application/json' };
const oneStream = { label: 'a token', streams: [{ streamName: 'cam' }] };

function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = JSON_TYPE,
): Promise<Answer> {
  return admin(path, {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

function expectRefusal(answer: Answer, code: keyof typeof errorStatus, message: string): void {
  expect(answer.body).toEqual({ error: expect.stringContaining(message), code, requestId: expect.stringMatching(/./) });
  expect(answer.status).toBe(errorStatus[code]);
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Origin' });
}

describe.each(['publish', 'subscribe'] as const)('%s tokens', (kind) => {
  const at = `/millicast/${kind}_token`;

  it('are managed through the whole way', async () => {
    const created = await ask('POST', at, { ...oneStream, expires: 600 });
    expect(created.status).toBe(200);
    expect(created.body).toMatchObject({
      status: 'success',
      data: { label: 'a token', streams: [{ streamName: 'cam' }] },
    });
    expect(created.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' });
    const { id, token, expiresAt } = created.body.data;
    expect((Date.parse(expiresAt) - Date.now()) / 1000).toBeGreaterThan(540);
    expect(millicast.director.admit({ kind, token, streamName: 'cam' }).admitted).toBe(true);
    expect(millicast.director.admit({ kind, token, streamName: 'other' }).admitted).toBe(false);

    expect((await admin(`${at}/${id}`)).body).toEqual(created.body);
    const updated = await ask('PUT', `${at}/${id}`, { isActive: false, allowedOrigins: ['example.com'] });
    expect(updated.body.data).toMatchObject({ isActive: false, allowedOrigins: ['example.com'] });
    expect(millicast.director.admit({ kind, token, streamName: 'cam' }).admitted).toBe(false);
    const listed = await admin(`${at}/list?page=1&itemsOnPage=100&sortBy=AddedOn&isDescending=true`);
    expect(listed.body.data).toContainEqual(updated.body.data);
    const named = await admin(`${at}/list_by_name?name=TOKEN&filterBy=TokenName&page=1&itemsOnPage=100`);
    expect(named.body.data).toContainEqual(updated.body.data);
    expect((await ask('DELETE', `${at}/${id}`)).body).toEqual({ status: 'success', data: true });
    expectRefusal(await admin(`${at}/${id}`), 'not_found', `there is no ${kind} token with the id ${id}`);
  });
});

describe('publish tokens on air', () => {
  it('are told, and disabled together', async () => {
    const { data } = (
      await ask('POST', '/millicast/publish_token', { ...oneStream, streams: [{ streamName: 'live' }] })
    ).body;
    millicast.director.admit({ kind: 'publish', token: data.token, streamName: 'live' });
    expect((await admin('/millicast/publish_token/active?streamId=account/live')).body.data).toEqual({
      tokenIds: [data.id],
    });
    expect((await admin('/millicast/publish_token/active/all')).body.data.tokenIds).toContain(data.id);
    const disabled = await ask('PATCH', '/millicast/publish_token/disable', { tokenIds: [data.id] });
    expect(disabled.body.data).toEqual({ successfulTokens: [data.id], failedTokens: [] });
  });
});

describe('the guide’s own calls, with another base URL and credentials', () => {
  it('work: its curl', async () => {
    const created = await ask('POST', '/millicast/publish_token', {
      streams: [
        { streamName: 'MainCam', isRegex: false },
        { streamName: 'BackupCam', isRegex: false },
      ],
      label: 'DevTestToken',
      expires: 2_592_000,
    });
    expect(created.body.status).toBe('success');
    const list = await admin('/millicast/publish_token/list?sortBy=AddedOn&page=1&itemsOnPage=30&isDescending=true');
    expect(list.body.data[0].id).toBe(created.body.data.id);
    expect((await admin(`/millicast/publish_token/${created.body.data.id}`, { method: 'DELETE' })).body.data).toBe(
      true,
    );
    const subscribe = await ask('POST', '/millicast/subscribe_token', {
      streams: [{ streamName: 'StageCam' }],
      tracking: { trackingId: 'Tracking_ID_1' },
      label: 'DevTestToken',
    });
    expect(subscribe.body.data.tracking).toEqual({ trackingId: 'Tracking_ID_1' });
  });

  it('work: its page', async () => {
    const created = await ask('POST', '/millicast/createToken', { label: 'test', streams: [{ streamName: 'test' }] });
    const tokenId = String(created.body.data.id);
    expect((await ask('POST', '/millicast/getToken', { tokenId })).body).toEqual(created.body);
    const data = { isActive: false };
    expect((await ask('PUT', '/millicast/updateToken', { tokenId, data })).body.data.isActive).toBe(false);
    expect(
      (await ask('POST', '/millicast/updateToken', { tokenId, data: { isActive: true } })).body.data.isActive,
    ).toBe(true);
    const ids = (answer: Answer) => answer.body.data.map(({ id }: { id: number }) => String(id));
    expect(ids(await ask('GET', '/millicast/getList'))).toContain(tokenId);
    expect(ids(await ask('POST', '/millicast/getList', { page: 1, itemsOnPage: 100 }))).toContain(tokenId);
    expect((await ask('DELETE', '/millicast/deleteToken', { tokenId })).body).toEqual({
      status: 'success',
      data: true,
    });
    expectRefusal(await ask('POST', '/millicast/deleteToken', { tokenId }), 'not_found', `the id ${tokenId}`);
    expectRefusal(await ask('POST', '/millicast/renameToken', { tokenId }), 'not_found', 'there is no such route');
  });
});

describe('GET /viewer_token', () => {
  it('vends what the director admits, to clients, with no call to Millicast', async () => {
    const before = millicast.calls.length;
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => client(`/viewer_token?streamName=cam-${at}`)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(millicast.calls.length).toBe(before);
    const { token, expiresAt } = answers[7]?.body ?? {};
    expect(Object.keys(answers[7]?.body)).toEqual(['token', 'expiresAt']);
    expect((Date.parse(expiresAt) - Date.now()) / 1000).toBeGreaterThan(3_500);
    const admits = (streamName: string, at = new Date().toISOString()) =>
      millicast.director.admit({ kind: 'subscribe', token, streamName, at }).admitted;
    expect(admits('cam-7')).toBe(true);
    expect(admits('cam-8')).toBe(false);
    expect(admits('cam-7', expiresAt)).toBe(false);
  });

  it.each([
    ['', 'streamName is required'],
    ['stream=cam', 'unknown parameter "stream": did you mean streamName?'],
    ['streamName=.*', 'patterns are not vended'],
    [`streamName=${'s'.repeat(129)}`, 'streamName must have 1 to 128 characters'],
    ['streamName=cam&expireTime=0', 'expireTime must be'],
    ['streamName=cam&streamName=other', 'given more than once'],
  ])('refuses ?%s', async (query, message) => {
    expectRefusal(await client(`/viewer_token?${query}`), 'invalid_request', message);
  });
});

describe('a slash at the end of the path', () => {
  it('is one that Dolby’s own client and guide put there', async () => {
    const made = await ask('POST', '/millicast/publish_token/', oneStream);
    expect(made.status).toBe(200);
    const at = `/millicast/publish_token/${made.body.data.id}/`;
    expect((await admin(at)).body.data.id).toBe(made.body.data.id);
    expect((await ask('PUT', at, { label: 'other' })).body.data.label).toBe('other');
    expect((await admin('/millicast/publish_token/list/?page=1&itemsOnPage=1')).status).toBe(200);
    expect((await ask('POST', '/millicast/getToken/', { tokenId: made.body.data.id })).status).toBe(200);
    expect((await admin(at, { method: 'DELETE' })).status).toBe(200);
  });
});

describe('a bad request', () => {
  it.each([
    ['a form', 'label=x', 'the body is not JSON'],
    ['what breaks off', '{"label":"x"', 'the body is not JSON'],
    ['a comma too many', '{"label":"x",}', 'the body is not JSON'],
    ['nothing', '', 'the body is not JSON'],
    ['an array', '[]', 'the body must be a JSON object'],
    ['text', '"label"', 'the body must be a JSON object'],
  ])('is told what is wrong with its body: %s', async (_what, body, message) => {
    expectRefusal(await ask('POST', '/millicast/publish_token', body), 'invalid_request', message);
  });

  it.each([
    [{ streams: [{ streamName: 'cam' }] }, 'label is required'],
    [{ ...oneStream, label: 'l'.repeat(129) }, 'label must be text of 1 to 128 characters'],
    [{ ...oneStream, streams: [] }, 'streams must hold at least one stream'],
    [
      { ...oneStream, bindIpsOnUsage: 1, allowedIpAddresses: ['192.0.2.1'] },
      'bindIpsOnUsage excludes allowedIpAddresses',
    ],
    [{ ...oneStream, allowedCountries: ['DE'], deniedCountries: ['FR'] }, 'deniedCountries excludes allowedCountries'],
    [{ ...oneStream, record: true, clip: true }, 'clip excludes record'],
    [{ ...oneStream, allowedOrigins: ['https://example.com'] }, 'allowedOrigins.0 must be a domain'],
    [{ ...oneStream, allowedIpAddresses: ['192.0.2.0/33'] }, 'allowedIpAddresses.0 must be an IPv4 address or a block'],
    [{ ...oneStream, labell: 'x' }, 'labell is not a field here'],
  ])('is refused by name: %j', async (body, message) => {
    expectRefusal(await ask('POST', '/millicast/publish_token', body), 'invalid_request', message);
  });

  it('is refused by name: lists and ids', async () => {
    const at = '/millicast/publish_token';
    for (const items of ['0', '101']) {
      expectRefusal(await admin(`${at}/list?page=1&itemsOnPage=${items}`), 'invalid_request', 'itemsOnPage must be');
    }
    expectRefusal(await admin(`${at}/list`), 'invalid_request', 'page is required');
    expectRefusal(await admin(`${at}/abc`), 'invalid_request', 'tokenId must be a whole number');
    expectRefusal(await ask('POST', '/millicast/getToken', { tokenId: 'x' }), 'invalid_request', 'tokenId must be');
  });

  it('is refused when it is too large, or said to be something else', async () => {
    const large = { ...oneStream, label: 'x'.repeat(17_000) };
    expectRefusal(await ask('POST', '/millicast/publish_token', large), 'payload_too_large', '16384 bytes');
    const form = await ask('POST', '/millicast/publish_token', oneStream, { 'content-type': 'text/plain' });
    expectRefusal(form, 'unsupported_media_type', 'send the body as application/json');
  });

  it('is refused by Millicast in its own words, and no others', async () => {
    const { data } = (await ask('POST', '/millicast/publish_token', oneStream)).body;
    const answer = await ask('PUT', `/millicast/publish_token/${data.id}`, { removeTokenStreams: ['cam'] });
    expectRefusal(answer, 'invalid_request', 'removeTokenStreams: The last stream of a token cannot be removed.');
  });

  it('is forbidden to clients, whatever it holds', async () => {
    const before = millicast.calls.length;
    for (const { method, example, provider, audience } of routes) {
      if (provider !== 'millicast' || audience !== 'admin') continue;
      const answer = await client(example, { method, headers: JSON_TYPE, ...(method !== 'GET' && { body: '[' }) });
      expectRefusal(answer, 'not_allowed', 'this caller may not use this route');
    }
    expect(millicast.calls.length).toBe(before);
  });

  it('is of a method that the path doesn’t take', async () => {
    const answer = await admin('/millicast/updateToken');
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST, PUT']);
  });
});

describe('Millicast in trouble', () => {
  it.each([
    ['unauthorized', 502, 'provider_refused'],
    ['server_error', 502, 'provider_failed'],
    ['garbage', 502, 'provider_failed'],
    ['drop', 502, 'provider_failed'],
  ] as const)('is told without a word of its answer: %s', async (behaviour, status, code) => {
    millicast.behave(behaviour);
    for (const answer of [await admin('/millicast/getList'), await ask('POST', '/millicast/createToken', oneStream)]) {
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.text).not.toMatch(/html|The service failed|not valid/);
    }
    millicast.behave('ok');
  });

  it('makes one token of a create whose answer never comes, and says so', async () => {
    const label = 'made once';
    const found = async () =>
      (await admin(`/millicast/publish_token/list_by_name?name=once&page=1&itemsOnPage=100`)).body.data.length;
    millicast.behave('hang_after_create');
    const answer = await ask('POST', '/millicast/publish_token', { ...oneStream, label });
    millicast.behave('ok');
    expectRefusal(answer, 'provider_timeout', 'the token may have been made all the same: look for it in the list');
    expect(await found()).toBe(1);
  });
});

describe('keys that are not there', () => {
  it('are said to be not configured', async () => {
    const { secretsManager } = stagepass;
    const viewer = secretsManager.get('ProviderSecretMillicastViewer') ?? '';
    secretsManager.put('ProviderSecretMillicast', '{"apiSecret":""}');
    secretsManager.put('ProviderSecretMillicastViewer', '{"tokenId":"","token":"","streams":"","expiresAt":""}');
    await stagepass.coldStart();
    expectRefusal(await admin('/millicast/getList'), 'not_configured', 'Millicast is not configured');
    expectRefusal(await client('/viewer_token?streamName=cam'), 'not_configured', 'parent token');
    secretsManager.put('ProviderSecretMillicast', JSON.stringify(millicastKeys));
    secretsManager.put('ProviderSecretMillicastViewer', viewer);
    await stagepass.coldStart();
    expect((await admin('/millicast/getList')).status).toBe(200);
    expect((await client('/viewer_token?streamName=cam')).status).toBe(200);
  });
});

it('logs no token and no secret', async () => {
  const { body } = await client('/viewer_token?streamName=logged');
  const created = await ask('POST', '/millicast/publish_token', oneStream);
  const text = stagepass.logs.map((line) => line.text).join('\n');
  expect(text).toContain('"route":"GET /viewer_token"');
  for (const secret of [body.token, created.body.data.token, millicastKeys.apiSecret])
    expect(text).not.toContain(secret);
});
