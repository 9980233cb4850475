import { describe, expect, it } from 'vitest';
import { createToken } from '../../../../lambda/millicast/sandbox/create-rules.ts';
import { viewOf } from '../../../../lambda/millicast/sandbox/token-view.ts';
import { NOW, oneStream } from './running.ts';
import { refusedFields } from './tokens.ts';

const issued = { id: 7, token: 'token', srtPassphrase: 'passphrase', addedOn: NOW };
const create = (kind: 'publish' | 'subscribe', body: unknown) => createToken(kind, body, issued);

describe('a new publish token', () => {
  it('has the service’s defaults', () => {
    expect(viewOf(create('publish', oneStream))).toEqual({
      id: 7,
      label: 'a token',
      name: 'a token',
      token: 'token',
      addedOn: '2026-01-01T00:00:00.000Z',
      expiresOn: null,
      isActive: true,
      streams: [{ streamName: 'cam', isRegex: false }],
      allowedOrigins: [],
      allowedIpAddresses: [],
      bindIpsOnUsage: null,
      originCluster: 'auto',
      allowedCountries: [],
      deniedCountries: [],
      effectiveSettings: {
        originCluster: 'auto',
        allowedCountries: [],
        deniedCountries: [],
        geoCascade: { isEnabled: false, clusters: [] },
      },
      subscribeRequiresAuth: false,
      record: false,
      clip: false,
      multisource: true,
      enableThumbnails: false,
      lowLatencyRtmp: true,
      integrationId: 'None',
      displaySrtPassphrase: false,
      srtPassphrase: null,
      geoCascade: null,
      restream: [],
    });
  });

  it('takes null for what is left out', () => {
    const settings = ['expires', 'allowedOrigins', 'allowedIpAddresses', 'bindIpsOnUsage', 'originCluster', 'record'];
    const nulls = Object.fromEntries([...settings, 'geoCascade', 'restream'].map((name) => [name, null]));
    expect(create('publish', { ...oneStream, ...nulls })).toEqual(create('publish', oneStream));
  });

  it('ends the given seconds after it was made', () => {
    expect(viewOf(create('publish', { ...oneStream, expires: 90 }))).toMatchObject({
      expiresOn: '2026-01-01T00:01:30.000Z',
    });
  });

  it('shows its SRT passphrase only when asked to', () => {
    const token = create('publish', { ...oneStream, displaySrtPassphrase: true });
    expect(viewOf(token)).toMatchObject({ displaySrtPassphrase: true, srtPassphrase: 'passphrase' });
  });

  it('is carried on to all clusters when none are named', () => {
    const token = create('publish', { ...oneStream, geoCascade: { isEnabled: true } });
    expect(viewOf(token)).toMatchObject({
      geoCascade: { isEnabled: true, clusters: ['all'] },
      effectiveSettings: { geoCascade: { isEnabled: true, clusters: ['all'] } },
    });
  });
});

describe('a new subscribe token', () => {
  it('holds its tracking id, and nothing of publishing', () => {
    const view = viewOf(create('subscribe', { ...oneStream, tracking: { trackingId: 'partner' } }));
    expect(view).toMatchObject({ tracking: { trackingId: 'partner' } });
    expect(view).not.toHaveProperty('record');
    expect(view).not.toHaveProperty('srtPassphrase');
  });

  it('has no tracking unless asked to', () => {
    expect(viewOf(create('subscribe', oneStream))).toMatchObject({ tracking: null });
  });
});

describe('both kinds refuse', () => {
  const tooMany = Array.from({ length: 129 }, () => 'x').join('');
  it.each([
    ['label', {}],
    ['label', { label: '' }],
    ['label', { label: '   ' }],
    ['label', { label: tooMany }],
    ['streams', { streams: undefined }],
    ['streams', { streams: [] }],
    ['streams[0].streamName', { streams: [{}] }],
    ['streams[1].streamName', { streams: [{ streamName: 'cam' }, { streamName: tooMany }] }],
    ['streams[0].streamName', { streams: [{ streamName: '(', isRegex: true }] }],
    ['streams[0].streamName', { streams: [{ streamName: 'a)|(b', isRegex: true }] }],
    ['streams[0].isRegex', { streams: [{ streamName: 'cam', isRegex: null }] }],
    ['streams[0].more', { streams: [{ streamName: 'cam', more: 1 }] }],
    ['expires', { expires: 0 }],
    ['expires', { expires: 1.5 }],
    ['expires', { expires: 2 ** 31 }],
    ['expires', { expires: '60' }],
    ['allowedOrigins[0]', { allowedOrigins: ['https://example.com'] }],
    ['allowedIpAddresses[1]', { allowedIpAddresses: ['10.0.0.1', '10.0.0.256'] }],
    ['allowedIpAddresses[0]', { allowedIpAddresses: ['10.0.0.0/33'] }],
    ['bindIpsOnUsage', { bindIpsOnUsage: -1 }],
    ['bindIpsOnUsage', { bindIpsOnUsage: 1, allowedIpAddresses: ['10.0.0.1'] }],
    ['allowedCountries[0]', { allowedCountries: ['Norway'] }],
    ['deniedCountries', { allowedCountries: ['NO'], deniedCountries: ['SE'] }],
    ['isActive', { isActive: true }],
    ['expiresOn', { expiresOn: '2027-01-01T00:00:00Z' }],
  ])('%s in %j', (field, body) => {
    const label = field === 'label' ? {} : { label: 'a token' };
    const sent = { streams: oneStream.streams, ...label, ...body };
    for (const kind of ['publish', 'subscribe'] as const) {
      expect(Object.keys(refusedFields(() => create(kind, sent)))).toEqual([field]);
    }
  });

  it.each([undefined, null, [], 'text', 1])('a body that is %j', (body) => {
    expect(refusedFields(() => create('publish', body))).toHaveProperty('model');
  });

  it('every wrong field in one answer', () => {
    expect(refusedFields(() => create('publish', { streams: [], expires: 0 }))).toEqual({
      label: 'The Label field is required.',
      streams: 'The Streams field is required.',
      expires: 'The field Expires must be between 1 and 2147483647.',
    });
  });
});

describe('a publish token refuses', () => {
  const restream = { url: 'rtmp://media.example.com', key: 'stream-key' };
  it.each([
    ['clip', { record: true, clip: true }],
    ['geoCascade.clusters', { geoCascade: { isEnabled: true, clusters: [] } }],
    ['geoCascade', { geoCascade: [] }],
    ['restream', { restream: Array.from({ length: 11 }, () => restream) }],
    ['restream[0].key', { restream: [{ ...restream, key: 'four' }] }],
    ['restream[0].url', { restream: [{ ...restream, url: '' }] }],
    ['tracking', { tracking: { trackingId: 'partner' } }],
  ])('%s in %j', (field, body) => {
    expect(Object.keys(refusedFields(() => create('publish', { ...oneStream, ...body })))).toEqual([field]);
  });
});

describe('a subscribe token refuses', () => {
  it.each([
    ['tracking.trackingId', { tracking: { trackingId: 'x'.repeat(129) } }],
    ['tracking', { tracking: [] }],
    ['record', { record: true }],
    ['subscribeRequiresAuth', { subscribeRequiresAuth: true }],
  ])('%s in %j', (field, body) => {
    expect(Object.keys(refusedFields(() => create('subscribe', { ...oneStream, ...body })))).toEqual([field]);
  });
});
