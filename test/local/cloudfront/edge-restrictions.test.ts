import type { CloudFrontRequest } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EdgeValidationError, readEdgeAnswer } from '../../../local/cloudfront/edge-restrictions.ts';
import { cloudFrontRequest } from '../../../local/cloudfront/viewer-request.ts';

const sent: CloudFrontRequest = {
  clientIp: '192.0.2.1',
  headers: {
    host: [{ key: 'Host', value: 'a.example' }],
    authorization: [{ key: 'Authorization', value: 'Basic x' }],
    'content-length': [{ key: 'Content-Length', value: '3' }],
  },
  method: 'GET',
  querystring: 'a=1',
  uri: '/token',
};

function header(name: string, value = 'x') {
  return { [name.toLowerCase()]: [{ key: name, value }] };
}

describe('a request that a function hands back', () => {
  it('may have other headers, another path and query', () => {
    const { authorization: _, ...headers } = sent.headers;
    const changed = { ...sent, uri: '/other', querystring: '', headers: { ...headers, ...header('X-Caller') } };
    expect(readEdgeAnswer(changed, sent)).toEqual({ kind: 'request', request: changed });
  });

  it.each<[string, object]>([
    ['adds Via', { headers: { ...sent.headers, ...header('Via') } }],
    ['changes Host', { headers: { ...sent.headers, ...header('Host') } }],
    ['deletes Content-Length', { headers: { host: sent.headers.host } }],
    ['adds X-Edge-Location', { headers: { ...sent.headers, ...header('X-Edge-Location') } }],
    ['adds X-Amz-Cf-Id', { headers: { ...sent.headers, ...header('X-Amz-Cf-Id') } }],
    ['adds X-Forwarded-Proto', { headers: { ...sent.headers, ...header('X-Forwarded-Proto') } }],
    ['adds Connection', { headers: { ...sent.headers, ...header('Connection') } }],
    ['has a header in capitals', { headers: { ...sent.headers, 'X-Caller': [{ value: 'x' }] } }],
    ['has an entry under another name', { headers: { ...sent.headers, 'x-caller': [{ key: 'x-other', value: 'x' }] } }],
    ['has a header with a line break', { headers: { ...sent.headers, ...header('X-Caller', 'a\r\nb: c') } }],
    ['has a header that is a number', { headers: { ...sent.headers, 'x-caller': [{ value: 7 }] } }],
    ['changes the method', { method: 'POST' }],
    ['changes the client’s address', { clientIp: '192.0.2.2' }],
    ['has no path', { uri: 'token' }],
    ['has no headers', { headers: undefined }],
  ])('is refused when it %s', (_what, changes) => {
    expect(() => readEdgeAnswer({ ...sent, ...changes }, sent)).toThrow(EdgeValidationError);
  });
});

describe('a response that a function makes', () => {
  it('has a status, and what else it gives', () => {
    const headers = { 'www-authenticate': [{ key: 'WWW-Authenticate', value: 'Basic' }] };
    expect(readEdgeAnswer({ status: '401', headers, body: 'no' }, sent)).toEqual({
      kind: 'response',
      response: { status: 401, headers, body: 'no', bodyEncoding: 'text' },
    });
    expect(readEdgeAnswer({ status: 204 }, sent)).toMatchObject({
      kind: 'response',
      response: { status: 204, body: '' },
    });
  });

  it.each<[string, object]>([
    ['204 with a body', { status: '204', body: '{}' }],
    ['304 with a body', { status: 304, body: '{}' }],
    ['a status of 100', { status: '100' }],
    ['a status of 600', { status: 600 }],
    ['a status in words', { status: 'OK' }],
    ['Via', { status: '200', headers: header('Via') }],
    ['Transfer-Encoding', { status: '200', headers: header('Transfer-Encoding') }],
    ['X-Cache', { status: '200', headers: header('X-Cache') }],
    ['a header that is a text', { status: '200', headers: { a: 'b' } }],
    ['more than 40 KB', { status: '200', body: 'x'.repeat(40 * 1024 + 1) }],
    ['a body that is an object', { status: '200', body: {} }],
  ])('is refused with %s', (_what, response) => {
    expect(() => readEdgeAnswer(response, sent)).toThrow(EdgeValidationError);
  });

  it('may have 40 KB, counted as they are sent', () => {
    const body = Buffer.alloc(40 * 1024).toString('base64');
    expect(readEdgeAnswer({ status: '200', body, bodyEncoding: 'base64' }, sent)).toMatchObject({ kind: 'response' });
    expect(() => readEdgeAnswer({ status: '200', body: '✓'.repeat(14_000) }, sent)).toThrow(EdgeValidationError);
  });
});

describe('readEdgeAnswer', () => {
  it('takes or refuses whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (payload) => {
        try {
          expect(readEdgeAnswer(payload, sent).kind).toMatch(/^(request|response)$/);
        } catch (error) {
          expect(error).toBeInstanceOf(EdgeValidationError);
        }
      }),
    );
  });
});

describe('the request that a function sees', () => {
  const viewer = { id: 'id', clientIp: '192.0.2.1', clientPort: 1, method: 'GET', uri: '/', querystring: 'a=1' };

  it('has every value of a header, under its name in small letters', () => {
    const fields = [
      ['Authorization', 'one'],
      ['authorization', 'two'],
      ['X-Other', ''],
    ] as const;
    expect(cloudFrontRequest({ ...viewer, fields })).toEqual({
      clientIp: '192.0.2.1',
      headers: {
        authorization: [
          { key: 'Authorization', value: 'one' },
          { key: 'authorization', value: 'two' },
        ],
        'x-other': [{ key: 'X-Other', value: '' }],
      },
      method: 'GET',
      querystring: 'a=1',
      uri: '/',
    });
  });

  it('has no header that functions aren’t shown', () => {
    const fields = [
      ['X-Real-IP', 'a'],
      ['X-Edge-Thing', 'b'],
      ['Connection', 'c'],
      ['X-Amz-Cf-Id', 'd'],
    ] as const;
    expect(cloudFrontRequest({ ...viewer, fields }).headers).toEqual({});
  });
});
