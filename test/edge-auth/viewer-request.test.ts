import { describe, expect, it } from 'vitest';
import { forwarded, readViewerRequest } from '../../edge-auth/viewer-request.ts';
import { ORIGIN, viewerRequestEvent } from './support.ts';

describe('readViewerRequest', () => {
  it('reads what decides, and nothing of the query', () => {
    const event = viewerRequestEvent({
      method: 'OPTIONS',
      uri: '/access_token',
      querystring: 'channelName=secret',
      headers: {
        authorization: 'Basic x',
        origin: ORIGIN,
        'access-control-request-method': 'GET',
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
      },
    });
    expect(readViewerRequest(event)).toEqual({
      requestId: 'request-1',
      method: 'OPTIONS',
      path: '/access_token',
      host: 'd111111abcdef8.cloudfront.net',
      authorization: ['Basic x'],
      origin: ORIGIN,
      preflightMethod: 'GET',
      fetchSite: 'cross-site',
      isVisit: false,
    });
  });

  it.each([
    ['a link that is followed', 'GET', 'navigate', 'document', true],
    ['a frame', 'GET', 'navigate', 'iframe', false],
    ['a form that is sent', 'POST', 'navigate', 'document', false],
    ['a document that is not gone to', 'GET', 'no-cors', 'document', false],
    ['a picture', 'GET', 'no-cors', 'image', false],
    ['a script’s own request', 'GET', 'cors', 'empty', false],
  ])('knows a visit: %s', (_what, method, mode, dest, isVisit) => {
    const headers = { 'sec-fetch-mode': mode, 'sec-fetch-dest': dest };
    expect(readViewerRequest(viewerRequestEvent({ method, headers })).isVisit).toBe(isVisit);
  });

  it('refuses an event without a request', () => {
    expect(() => readViewerRequest({ Records: [] })).toThrow('CloudFront sent an event without a request');
  });

  it('has nothing where a header is missing', () => {
    const { authorization, origin, preflightMethod } = readViewerRequest(viewerRequestEvent());
    expect({ authorization, origin, preflightMethod }).toEqual({
      authorization: [],
      origin: undefined,
      preflightMethod: undefined,
    });
  });

  it('keeps every Authorization, and no origin where there are two', () => {
    const headers = { authorization: ['a', 'b'], origin: [ORIGIN, ORIGIN] };
    const { authorization, origin } = readViewerRequest(viewerRequestEvent({ headers }));
    expect({ authorization, origin }).toEqual({ authorization: ['a', 'b'], origin: undefined });
  });
});

describe('forwarded', () => {
  const headers = {
    authorization: 'Basic x',
    'x-stagepass-caller': ['admin', 'root'],
    'x-stagepass-origin': 'forged',
    accept: '*/*',
  };
  const event = viewerRequestEvent({ uri: '/access_token', querystring: 'a=1&a=2', headers });

  it('puts the caller in place of the credentials and drops what only CloudFront may say', () => {
    expect(forwarded(event, 'client').headers).toEqual({
      host: [{ key: 'host', value: 'd111111abcdef8.cloudfront.net' }],
      accept: [{ key: 'accept', value: '*/*' }],
      'x-stagepass-caller': [{ key: 'x-stagepass-caller', value: 'client' }],
    });
  });

  it.each([
    ['/access_token/', '/access_token'],
    ['/', '/'],
  ])('writes %s as the contract does', (uri, written) => {
    expect(forwarded(viewerRequestEvent({ uri }), 'client').uri).toBe(written);
  });

  it('changes nothing else', () => {
    const { headers: _, ...rest } = forwarded(event, 'client');
    expect(rest).toEqual({ clientIp: '203.0.113.178', method: 'GET', uri: '/access_token', querystring: 'a=1&a=2' });
  });
});
