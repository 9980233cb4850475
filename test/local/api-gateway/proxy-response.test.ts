import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../local/api-gateway/gateway-error.ts';
import { proxyResponse } from '../../../local/api-gateway/proxy-response.ts';

describe('proxyResponse', () => {
  it('is what the function answered', () => {
    const { status, headers, body } = proxyResponse({
      statusCode: 201,
      headers: { 'X-Number': 3, 'X-Flag': true, 'x-both': 'single' },
      multiValueHeaders: { 'X-Both': ['a', 'b'] },
      body: 'text',
    });
    expect([status, body.toString()]).toEqual([201, 'text']);
    expect(headers).toEqual([
      ['Content-Type', 'application/json'],
      ['X-Number', '3'],
      ['X-Flag', 'true'],
      ['X-Both', 'a'],
      ['X-Both', 'b'],
    ]);
  });

  it('decodes base64, and leaves out what isn’t there', () => {
    expect(proxyResponse({ statusCode: 200, body: 'AP8=', isBase64Encoded: true }).body).toEqual(Buffer.from([0, 255]));
    expect(proxyResponse({ statusCode: 204, headers: null, body: null }).body).toEqual(Buffer.alloc(0));
  });

  it('renames what API Gateway keeps for itself', () => {
    const { headers } = proxyResponse({
      statusCode: 401,
      headers: { 'content-type': 'text/plain', 'WWW-Authenticate': 'Basic' },
    });
    expect(headers).toEqual([
      ['content-type', 'text/plain'],
      ['x-amzn-Remapped-WWW-Authenticate', 'Basic'],
    ]);
  });

  it.each([
    [null],
    ['text'],
    [{ body: 'no status' }],
    [{ statusCode: '200' }],
    [{ statusCode: 99 }],
    [{ statusCode: 200, body: { an: 'object' } }],
    [{ statusCode: 200, headers: { nested: {} } }],
    [{ statusCode: 200, surprise: 1 }],
    [{ statusCode: 200, headers: { 'a b': 'c' } }],
    [{ statusCode: 200, headers: { a: 'b\r\nset-cookie: c' } }],
  ])('is API Gateway’s own 502 for %j', (payload) => {
    expect(() => proxyResponse(payload)).toThrow(expect.objectContaining({ type: 'DEFAULT_5XX', status: 502 }));
  });

  it('is an answer or API Gateway’s own error, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (payload) => {
        try {
          expect(proxyResponse(payload).status).toBeGreaterThanOrEqual(200);
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError);
        }
      }),
    );
  });
});
