import { describe, expect, it } from 'vitest';
import type { PublishToken, Token } from '../../../../lambda/millicast/sandbox/token.ts';
import { updateToken } from '../../../../lambda/millicast/sandbox/update-rules.ts';
import { publishToken, refusedFields, subscribeToken } from './tokens.ts';

const update = (token: Token, body: unknown) => updateToken(token, body, () => 'a-new-string');

const everyPublishSetting: Record<string, [sent: unknown, kept: Partial<PublishToken>]> = {
  label: ['renamed', { label: 'renamed' }],
  isActive: [false, { isActive: false }],
  updateAllowedOrigins: [['example.com'], { allowedOrigins: ['example.com'] }],
  updateAllowedIpAddresses: [['10.0.0.1'], { allowedIpAddresses: ['10.0.0.1'] }],
  updateBindIpsOnUsage: [3, { bindIpsOnUsage: 3 }],
  updateOriginCluster: ['ams-1', { originCluster: 'ams-1' }],
  updateAllowedCountries: [['NO'], { allowedCountries: ['NO'] }],
  updateDeniedCountries: [['NO'], { deniedCountries: ['NO'] }],
  subscribeRequiresAuth: [true, { subscribeRequiresAuth: true }],
  record: [true, { record: true }],
  clip: [true, { clip: true }],
  multisource: [false, { multisource: false }],
  lowLatencyRtmp: [false, { lowLatencyRtmp: false }],
  enableThumbnails: [true, { enableThumbnails: true }],
  displaySrtPassphrase: [true, { displaySrtPassphrase: true }],
  updateGeoCascade: [{ isEnabled: false }, { geoCascade: { isEnabled: false, clusters: ['all'] } }],
  updateRestream: [
    [{ url: 'rtmp://media.example.com', key: 'stream-key' }],
    { restream: [{ label: null, url: 'rtmp://media.example.com', key: 'stream-key' }] },
  ],
};

describe('an update', () => {
  it.each(Object.entries(everyPublishSetting))('of %s changes that and nothing else', (name, [sent, kept]) => {
    const token = publishToken();
    expect(update(token, { [name]: sent })).toEqual({ ...token, ...kept });
  });

  it('of a subscribe token changes what both kinds have', () => {
    const token = subscribeToken({ trackingId: 'partner' });
    expect(update(token, { label: 'renamed', isActive: false })).toEqual({
      ...token,
      label: 'renamed',
      isActive: false,
    });
  });

  it('leaves what is null as it is', () => {
    const token = publishToken({ allowedOrigins: ['example.com'] });
    expect(update(token, { label: 'renamed', updateAllowedOrigins: null, isActive: null })).toEqual({
      ...token,
      label: 'renamed',
    });
  });

  it('gives a new token string only when asked to', () => {
    const token = publishToken();
    expect(update(token, { refreshToken: true })).toEqual({ ...token, token: 'a-new-string' });
    expect(update(token, { refreshToken: false })).toEqual(token);
  });

  it('takes streams away and adds streams in one call', () => {
    const token = publishToken({ streams: [entry('one'), entry('two')] });
    const body = {
      addTokenStreams: [{ streamName: 'three.*', isRegex: true }],
      removeTokenStreams: ['one', 'unknown'],
    };
    expect(update(token, body)).toMatchObject({ streams: [entry('two'), { streamName: 'three.*', isRegex: true }] });
  });

  it('that adds a name the token has replaces it', () => {
    const token = publishToken({ streams: [entry('one')] });
    const body = { addTokenStreams: [{ streamName: 'one', isRegex: true }] };
    expect(update(token, body)).toMatchObject({ streams: [{ streamName: 'one', isRegex: true }] });
  });

  it('clears origins, addresses and the binding', () => {
    const bound = publishToken({
      allowedOrigins: ['example.com'],
      allowedIpAddresses: ['10.0.0.1'],
      bindIpsOnUsage: 1,
    });
    const body = { updateAllowedOrigins: [], updateAllowedIpAddresses: [], updateBindIpsOnUsage: 0 };
    expect(update(bound, body)).toEqual({ ...bound, allowedOrigins: [], allowedIpAddresses: [], bindIpsOnUsage: 0 });
  });

  it('of the binding keeps the addresses already bound', () => {
    const bound = publishToken({ allowedIpAddresses: ['10.0.0.1'], bindIpsOnUsage: 1 });
    expect(update(bound, { updateBindIpsOnUsage: 2 })).toEqual({ ...bound, bindIpsOnUsage: 2 });
    expect(update(bound, { updateBindIpsOnUsage: 0 })).toEqual({ ...bound, bindIpsOnUsage: 0 });
  });

  it('switches from bound addresses to listed ones in one call', () => {
    const bound = publishToken({ allowedIpAddresses: ['10.0.0.1'], bindIpsOnUsage: 1 });
    const body = { updateBindIpsOnUsage: 0, updateAllowedIpAddresses: ['10.0.0.2'] };
    expect(update(bound, body)).toEqual({ ...bound, bindIpsOnUsage: 0, allowedIpAddresses: ['10.0.0.2'] });
  });
});

describe('an update is refused', () => {
  it.each([{}, { label: null, updateAllowedOrigins: null }])('when it says nothing: %j', (body) => {
    const nothing = { token: 'No properties specified to update.' };
    expect(refusedFields(() => update(publishToken(), body))).toEqual(nothing);
    expect(refusedFields(() => update(subscribeToken(), body))).toEqual(nothing);
  });

  it.each([
    ['expires', { expires: 60 }],
    ['allowedOrigins', { allowedOrigins: [] }],
    ['bindIpsOnUsage', { bindIpsOnUsage: 0 }],
    ['label', { label: '' }],
    ['label', { label: 'x'.repeat(129) }],
    ['refreshToken', { refreshToken: 'true' }],
    ['addTokenStreams[0].streamName', { addTokenStreams: [{ streamName: '' }] }],
    ['addTokenStreams[0].streamName', { addTokenStreams: [{ streamName: '[', isRegex: true }] }],
    ['removeTokenStreams[0]', { removeTokenStreams: [{ streamName: 'cam' }] }],
    ['removeTokenStreams', { removeTokenStreams: ['cam'] }],
    ['updateAllowedOrigins[0]', { updateAllowedOrigins: ['exam ple.com'] }],
    ['updateAllowedIpAddresses[0]', { updateAllowedIpAddresses: ['::1'] }],
    ['updateBindIpsOnUsage', { updateBindIpsOnUsage: -1 }],
    ['bindIpsOnUsage', { updateBindIpsOnUsage: 1, updateAllowedIpAddresses: ['10.0.0.1'] }],
    ['updateAllowedCountries[0]', { updateAllowedCountries: ['no'] }],
    ['deniedCountries', { updateAllowedCountries: ['NO'], updateDeniedCountries: ['SE'] }],
    ['model', []],
  ])('for %s in %j', (field, body) => {
    expect(Object.keys(refusedFields(() => update(publishToken(), body)))).toEqual([field]);
    expect(Object.keys(refusedFields(() => update(subscribeToken(), body)))).toEqual([field]);
  });

  it.each([
    ['clip', publishToken({ record: true }), { clip: true }],
    ['deniedCountries', publishToken({ allowedCountries: ['NO'] }), { updateDeniedCountries: ['SE'] }],
    ['bindIpsOnUsage', publishToken({ allowedIpAddresses: ['10.0.0.1'] }), { updateBindIpsOnUsage: 1 }],
    ['bindIpsOnUsage', publishToken({ bindIpsOnUsage: 1 }), { updateAllowedIpAddresses: ['10.0.0.1'] }],
    ['record', subscribeToken(), { record: true }],
    ['tracking', subscribeToken(), { tracking: { trackingId: 'partner' } }],
  ])('for %s, given what the token holds', (field, token, body) => {
    expect(Object.keys(refusedFields(() => update(token, body)))).toEqual([field]);
  });
});

function entry(streamName: string) {
  return { streamName, isRegex: false };
}
