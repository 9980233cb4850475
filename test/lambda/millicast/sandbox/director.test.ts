import { describe, expect, it } from 'vitest';
import { type AdmissionRequest, decideAdmission } from '../../../../lambda/millicast/sandbox/director.ts';
import type { PublishToken, SubscribeToken, Token } from '../../../../lambda/millicast/sandbox/token.ts';
import { NOW, oneStream, running } from './running.ts';
import { publishToken, sign, subscribeToken } from './tokens.ts';

const entry = (streamName: string, isRegex = false) => ({ streamName, isRegex });

function reason(token: Token, request: Partial<AdmissionRequest> = {}, at = NOW): string {
  const tokens = {
    publish: token.kind === 'publish' ? [token] : [],
    subscribe: token.kind === 'subscribe' ? [token] : [],
  };
  return decideAdmission(tokens, { kind: token.kind, token: token.token, streamName: 'cam', ...request }, at).admission
    .reason;
}

describe.each(['publish', 'subscribe'] as const)('a %s token', (kind) => {
  const make = (settings: Partial<Omit<Token, 'kind'>> = {}): Token =>
    kind === 'publish' ? publishToken(settings) : subscribeToken(settings);

  it('admits its streams only', () => {
    const token = make({ streams: [entry('cam'), entry('stage/[0-9]+', true)] });
    for (const streamName of ['cam', 'stage/12']) expect(reason(token, { streamName })).toBe('token_admits');
    for (const streamName of ['CAM', 'camera', 'stage/', 'stage/x', 'stage/[0-9]+', '']) {
      expect(reason(token, { streamName })).toBe('stream_not_allowed');
    }
  });

  it('admits nobody once inactive', () => {
    expect(reason(make({ isActive: false }))).toBe('token_inactive');
  });

  it('admits nobody from its expiry on', () => {
    const token = make({ expiresOn: NOW });
    expect(reason(token, {}, NOW - 1)).toBe('token_admits');
    expect(reason(token, {}, NOW)).toBe('token_expired');
  });

  it('admits from its origins only', () => {
    const token = make({ allowedOrigins: ['*.example.com'] });
    expect(reason(token, { origin: 'https://app.example.com' })).toBe('token_admits');
    expect(reason(token, { origin: 'https://example.com' })).toBe('origin_not_allowed');
    expect(reason(token)).toBe('origin_not_allowed');
  });

  it('admits from its addresses only', () => {
    const token = make({ allowedIpAddresses: ['192.0.2.7', '10.0.0.0/24'] });
    for (const ip of ['192.0.2.7', '10.0.0.255']) expect(reason(token, { ip })).toBe('token_admits');
    for (const ip of ['192.0.2.8', '10.0.1.0', '::1', 'nonsense']) expect(reason(token, { ip })).toBe('ip_not_allowed');
    expect(reason(token)).toBe('ip_not_allowed');
  });

  it('has to be shown, as it is', () => {
    const token = make();
    expect(reason(token, { token: 'another-string' })).toBe('token_unknown');
    expect(reason(token, { token: '' })).toBe('token_unknown');
    expect(reason(token, { token: token.token.toUpperCase() })).toBe('token_unknown');
  });

  it('admits nobody to what the other kind is for', () => {
    const other = kind === 'publish' ? 'subscribe' : 'publish';
    expect(reason(make(), { kind: other })).toBe('token_unknown');
  });
});

describe('a publisher', () => {
  it('needs a token', () => {
    expect(
      decideAdmission({ publish: [publishToken()], subscribe: [] }, { kind: 'publish', streamName: 'cam' }, NOW),
    ).toEqual({
      admission: { admitted: false, reason: 'token_required' },
    });
  });
});

describe('a viewer without a token', () => {
  const watch = (publish: PublishToken[], streamName = 'cam') =>
    decideAdmission({ publish, subscribe: [subscribeToken()] }, { kind: 'subscribe', streamName }, NOW).admission
      .reason;

  it('sees an open stream', () => {
    expect(watch([publishToken()])).toBe('stream_is_open');
    expect(watch([publishToken({ streams: [entry('.*', true)] })], 'any')).toBe('stream_is_open');
  });

  it('sees it from anywhere: the publish token’s restrictions are the publisher’s', () => {
    const token = publishToken({ allowedOrigins: ['example.com'], allowedIpAddresses: ['10.0.0.1'] });
    expect(watch([token])).toBe('stream_is_open');
  });

  it('needs a token for a stream that requires it', () => {
    expect(watch([publishToken({ subscribeRequiresAuth: true })])).toBe('token_required');
  });

  it('needs a token as soon as one of those that hold the stream requires it', () => {
    const secured = publishToken({ subscribeRequiresAuth: true, streams: [entry('c.*', true)] });
    expect(watch([publishToken(), secured])).toBe('token_required');
    expect(watch([publishToken({ streams: [entry('stage')] }), secured], 'stage')).toBe('stream_is_open');
  });

  it('sees nothing that no live publish token holds', () => {
    expect(watch([])).toBe('stream_not_published');
    expect(watch([publishToken()], 'other')).toBe('stream_not_published');
    expect(watch([publishToken({ isActive: false })])).toBe('stream_not_published');
    expect(watch([publishToken({ expiresOn: NOW })])).toBe('stream_not_published');
  });
});

describe('a self-signed token', () => {
  const parent = subscribeToken({ id: 5, token: 'parent-string', streams: [entry('stage/.+', true), entry('cam')] });
  const selfSigned = (streaming: object = {}, key = parent.token) =>
    sign(
      { streaming: { tokenId: 5, tokenType: 'Subscribe', streamName: 'cam', ...streaming }, exp: NOW / 1000 + 60 },
      key,
    );
  const watch = (token: string, request: Partial<AdmissionRequest> = {}, of: SubscribeToken = parent, at = NOW) =>
    decideAdmission({ publish: [], subscribe: [of] }, { kind: 'subscribe', streamName: 'cam', token, ...request }, at)
      .admission.reason;

  it('admits its one stream, when its parent does', () => {
    expect(watch(selfSigned())).toBe('token_admits');
    expect(watch(selfSigned({ streamName: 'stage/1' }), { streamName: 'stage/1' })).toBe('token_admits');
    expect(watch(selfSigned(), { streamName: 'stage/1' })).toBe('stream_not_allowed');
    expect(watch(selfSigned({ streamName: 'other' }), { streamName: 'other' })).toBe('stream_not_allowed');
  });

  it('has no pattern for a name', () => {
    expect(watch(selfSigned({ streamName: '.*' }))).toBe('stream_not_allowed');
    expect(watch(selfSigned({ streamName: 'stage/.+' }), { streamName: 'stage/1' })).toBe('stream_not_allowed');
  });

  it('ends by itself and with its parent', () => {
    expect(watch(selfSigned(), {}, parent, NOW + 60_000)).toBe('self_signed_expired');
    expect(watch(selfSigned(), {}, { ...parent, expiresOn: NOW })).toBe('token_expired');
    expect(watch(selfSigned(), {}, { ...parent, isActive: false })).toBe('token_inactive');
    expect(watch(selfSigned(), {}, { ...parent, token: 'refreshed-string' })).toBe('self_signed_bad_signature');
  });

  it('restricts origins further than its parent, never less', () => {
    const narrow = { ...parent, allowedOrigins: ['*.example.com'] };
    const origin = 'https://app.example.com';
    expect(watch(selfSigned({ allowedOrigins: ['app.example.com'] }), { origin }, narrow)).toBe('token_admits');
    expect(watch(selfSigned({ allowedOrigins: ['other.example.com'] }), { origin }, narrow)).toBe('origin_not_allowed');
    const elsewhere = selfSigned({ allowedOrigins: ['other.org'] });
    expect(watch(elsewhere, { origin: 'https://other.org' }, narrow)).toBe('origin_not_allowed');
    expect(watch(selfSigned({ allowedOrigins: [] }), { origin: 'https://other.org' }, narrow)).toBe(
      'origin_not_allowed',
    );
    expect(watch(selfSigned({ allowedOrigins: ['https://app.example.com'] }), { origin })).toBe('origin_not_allowed');
  });

  it('restricts addresses further than its parent, never less', () => {
    const narrow = { ...parent, allowedIpAddresses: ['10.0.0.0/24'] };
    const ip = '10.0.0.1';
    expect(watch(selfSigned({ allowedIpAddresses: [ip] }), { ip }, narrow)).toBe('token_admits');
    expect(watch(selfSigned({ allowedIpAddresses: [ip] }), { ip: '10.0.0.2' }, narrow)).toBe('ip_not_allowed');
    expect(watch(selfSigned({ allowedIpAddresses: ['10.0.9.0/24'] }), { ip: '10.0.9.1' }, narrow)).toBe(
      'ip_not_allowed',
    );
    expect(watch(selfSigned({ allowedIpAddresses: [ip] }))).toBe('ip_not_allowed');
  });

  it('publishes nothing', () => {
    expect(watch(selfSigned(), { kind: 'publish' })).toBe('token_unknown');
  });
});

describe('what an admission leaves behind', () => {
  it('is the first addresses of a token that binds itself to them', async () => {
    const { ask, director } = await running();
    const { data } = (await ask('POST /api/subscribe_token', { ...oneStream, bindIpsOnUsage: 2 })).body;
    const from = (ip?: string, streamName = 'cam') =>
      director.admit({ kind: 'subscribe', token: data.token, streamName, ip }).reason;
    const bound = async () => (await ask(`GET /api/subscribe_token/${data.id}`)).body.data.allowedIpAddresses;

    expect([from(), from('nonsense'), from('10.0.0.9', 'other')]).toEqual([
      'ip_not_allowed',
      'ip_not_allowed',
      'stream_not_allowed',
    ]);
    expect(await bound()).toEqual([]);
    expect([from('10.0.0.1'), from('10.0.0.1'), from('2001:db8::1')]).toEqual(Array(3).fill('token_admits'));
    expect(await bound()).toEqual(['10.0.0.1', '2001:db8::1']);
    expect([from('10.0.0.3'), from('10.0.0.1')]).toEqual(['ip_not_allowed', 'token_admits']);
    expect(await bound()).toEqual(['10.0.0.1', '2001:db8::1']);

    await ask(`PUT /api/subscribe_token/${data.id}`, { updateBindIpsOnUsage: 3 });
    expect(from('10.0.0.3')).toBe('token_admits');
    await ask(`PUT /api/subscribe_token/${data.id}`, { updateBindIpsOnUsage: 0, updateAllowedIpAddresses: [] });
    expect(from('10.0.0.4')).toBe('token_admits');
  });

  it('binds the parent by the viewers of self-signed tokens', async () => {
    const { ask, director } = await running();
    const { data } = (await ask('POST /api/subscribe_token', { ...oneStream, bindIpsOnUsage: 1 })).body;
    const streaming = { tokenId: data.id, tokenType: 'Subscribe', streamName: 'cam' };
    const token = sign({ streaming, exp: NOW / 1000 + 60 }, data.token);
    const from = (ip: string) => director.admit({ kind: 'subscribe', token, streamName: 'cam', ip }).reason;
    expect([from('10.0.0.1'), from('10.0.0.2')]).toEqual(['token_admits', 'ip_not_allowed']);
  });

  it('follows the clock, or the time that is asked about', async () => {
    const { ask, director, clock } = await running();
    const { data } = (await ask('POST /api/publish_token', { ...oneStream, expires: 60 })).body;
    const request = { kind: 'publish', token: data.token, streamName: 'cam' } as const;
    expect(director.admit(request).admitted).toBe(true);
    expect(director.admit({ ...request, at: data.expiresOn })).toEqual({ admitted: false, reason: 'token_expired' });
    clock.now += 60_000;
    expect(director.admit(request)).toEqual({ admitted: false, reason: 'token_expired' });
    expect(director.admit({ ...request, at: data.addedOn }).admitted).toBe(true);
  });

  it('shuts at once what is disabled, refreshed or deleted', async () => {
    const { ask, director } = await running();
    const { data } = (await ask('POST /api/publish_token', oneStream)).body;
    const say = (token: string) => director.admit({ kind: 'publish', token, streamName: 'cam' }).reason;
    await ask('PATCH /api/publish_token/disable', { tokenIds: [data.id] });
    expect(say(data.token)).toBe('token_inactive');
    const enabled = { isActive: true, refreshToken: true };
    const { data: refreshed } = (await ask(`PUT /api/publish_token/${data.id}`, enabled)).body;
    expect([say(data.token), say(refreshed.token)]).toEqual(['token_unknown', 'token_admits']);
    await ask(`DELETE /api/publish_token/${data.id}`);
    expect(say(refreshed.token)).toBe('token_unknown');
  });

  it('refuses to judge a malformed request', async () => {
    const { director } = await running();
    expect(() => director.admit({ kind: 'publish', streamName: 'cam', at: 'soon' })).toThrow('at');
  });
});
