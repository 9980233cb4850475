import { describe, expect, it } from 'vitest';
import type { Behavior } from '../../../local/cloudfront/distribution.ts';
import type { HeaderField } from '../../../local/cloudfront/headers.ts';
import { originRequest } from '../../../local/cloudfront/origin-request.ts';
import { cloudFrontRequest } from '../../../local/cloudfront/viewer-request.ts';

const behavior: Behavior = {
  pathPattern: '*',
  allowedMethods: new Set(['GET']),
  origin: {
    domainName: 'api.example',
    path: '/live',
    signature: undefined,
    customHeaders: new Map([['x-origin', 'secret']]),
    readTimeoutMs: 30_000,
    connectMs: 30_000,
  },
  failover: undefined,
  originRequestPolicy: { headers: new Set(['x-caller', 'cloudfront-viewer-address', 'x-origin']), queryStrings: 'all' },
  responseHeadersPolicy: undefined,
  viewerRequestFunction: undefined,
};

function sentFor(fields: readonly HeaderField[], { method = 'GET', behaviour = behavior } = {}) {
  const viewer = {
    id: 'id',
    clientIp: '192.0.2.1',
    clientPort: 4711,
    method,
    uri: '/a%20b',
    querystring: 'x=1&x=2',
    fields,
  };
  const { path, fields: sent } = originRequest(cloudFrontRequest(viewer), viewer, behaviour);
  const values: Record<string, string[]> = {};
  for (const [name, value] of sent) values[name.toLowerCase()] = [...(values[name.toLowerCase()] ?? []), value];
  return { path, headers: values };
}

describe('what goes to the origin', () => {
  it('is what the policy lists, and what CloudFront writes itself', () => {
    const { path, headers } = sentFor([
      ['Host', 'viewer.example'],
      ['X-Caller', 'ann'],
      ['X-Caller', 'ben'],
      ['Accept', '*/*'],
      ['Cookie', 'a=b'],
      ['User-Agent', 'curl'],
    ]);
    expect(path).toBe('/live/a%20b?x=1&x=2');
    expect(headers).toEqual({
      host: ['api.example'],
      'x-caller': ['ann', 'ben'],
      'user-agent': ['Amazon CloudFront'],
      'cloudfront-viewer-address': ['192.0.2.1:4711'],
      'x-forwarded-for': ['192.0.2.1'],
      via: ['1.1 id.cloudfront.net (CloudFront)'],
      'x-amz-cf-id': ['id'],
      'x-origin': ['secret'],
    });
  });

  it('has what CloudFront says in place of what the viewer says', () => {
    const { headers } = sentFor([
      ['X-ORIGIN', 'guess'],
      ['CloudFront-Viewer-Address', '10.0.0.1:1'],
      ['Via', '1.0 viewer'],
      ['X-Forwarded-For', '10.0.0.1'],
    ]);
    expect(headers['x-origin']).toEqual(['secret']);
    expect(headers['cloudfront-viewer-address']).toEqual(['192.0.2.1:4711']);
    expect(headers.via).toEqual(['1.1 id.cloudfront.net (CloudFront)']);
    expect(headers['x-forwarded-for']).toEqual(['10.0.0.1, 192.0.2.1']);
  });

  it.each([
    ['GET', undefined],
    ['HEAD', undefined],
    ['OPTIONS', undefined],
    ['POST', ['Basic x']],
    ['DELETE', ['Basic x']],
  ])('of a %s has Authorization: %j', (method, expected) => {
    expect(sentFor([['Authorization', 'Basic x']], { method }).headers.authorization).toEqual(expected);
  });

  it('has no query and no viewer’s header without a policy that lets them through', () => {
    const nothing = { headers: new Set<string>(), queryStrings: 'none' as const };
    const { path, headers } = sentFor([['X-Caller', 'ann']], {
      behaviour: { ...behavior, originRequestPolicy: nothing },
    });
    expect(path).toBe('/live/a%20b');
    expect(headers).not.toHaveProperty('x-caller');
    expect(headers).not.toHaveProperty('cloudfront-viewer-address');
  });

  it('is all that the viewer sent but what the policy names, where it says so', () => {
    const { headers } = sentFor(
      [
        ['Host', 'viewer.example'],
        ['Authorization', 'Basic x'],
        ['Cookie', 'a=b'],
        ['User-Agent', 'curl'],
        ['Connection', 'close'],
        ['CloudFront-Viewer-Address', '10.0.0.1:1'],
        ['X-Origin', 'guess'],
      ],
      {
        behaviour: {
          ...behavior,
          originRequestPolicy: { headers: { allBut: new Set(['host', 'cookie']) }, queryStrings: 'all' },
        },
      },
    );
    expect(headers).toMatchObject({
      host: ['api.example'],
      authorization: ['Basic x'],
      'user-agent': ['curl'],
      'x-origin': ['secret'],
    });
    for (const name of ['cookie', 'connection', 'cloudfront-viewer-address']) expect(headers).not.toHaveProperty(name);
  });

  it('is signed for a bucket, whatever the viewer’s credentials', () => {
    const origin = { ...behavior.origin, customHeaders: new Map(), signature: 'signed' };
    for (const method of ['GET', 'POST']) {
      const { headers } = sentFor([['Authorization', 'Basic b3BlbjpzZXNhbWU=']], {
        method,
        behaviour: { ...behavior, origin },
      });
      expect(headers.authorization).toEqual(['signed']);
    }
  });
});
