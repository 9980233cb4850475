import { describe, expect, it } from 'vitest';
import type { Resource } from '../../../local/assembly/deployment.ts';
import type { HeaderField } from '../../../local/cloudfront/headers.ts';
import {
  type CorsRequest,
  readResponseHeadersPolicy,
  withPolicy,
} from '../../../local/cloudfront/response-headers-policy.ts';
import { deployed } from '../support/assembly.ts';

const ORIGIN = 'https://app.example';

const CORS = {
  AccessControlAllowCredentials: true,
  AccessControlAllowHeaders: { Items: ['Authorization'] },
  AccessControlAllowMethods: { Items: ['GET', 'POST'] },
  AccessControlAllowOrigins: { Items: ['https://other.example', ORIGIN] },
  AccessControlExposeHeaders: { Items: ['Date', 'Retry-After'] },
  AccessControlMaxAgeSec: 600,
  OriginOverride: true,
};

function applied(config: object, fields: HeaderField[] = [], request: Partial<CorsRequest> = {}) {
  const Properties = { ResponseHeadersPolicyConfig: { Name: 'it', ...config } };
  const deployment = deployed({
    Main: { Resources: { It: { Type: 'AWS::CloudFront::ResponseHeadersPolicy', Properties } } },
  });
  const [resource] = deployment.resources('AWS::CloudFront::ResponseHeadersPolicy') as [Resource];
  const policy = readResponseHeadersPolicy(deployment, resource.ref, resource);
  if (policy === undefined) throw new Error('there is a policy');
  return withPolicy(fields, policy, { method: 'GET', origin: ORIGIN, asksForMethod: false, ...request });
}

describe('CORS', () => {
  it('is granted to an origin of the list', () => {
    expect(applied({ CorsConfig: CORS })).toEqual([
      ['Access-Control-Allow-Origin', ORIGIN],
      ['Access-Control-Allow-Credentials', 'true'],
      ['Access-Control-Expose-Headers', 'Date, Retry-After'],
    ]);
  });

  it('tells a preflight what may be asked', () => {
    expect(applied({ CorsConfig: CORS }, [], { method: 'OPTIONS', asksForMethod: true })).toEqual([
      ['Access-Control-Allow-Origin', ORIGIN],
      ['Access-Control-Allow-Credentials', 'true'],
      ['Access-Control-Allow-Methods', 'GET, POST'],
      ['Access-Control-Allow-Headers', 'Authorization'],
      ['Access-Control-Max-Age', '600'],
    ]);
  });

  it.each([undefined, 'null', 'https://app.example.evil.example', 'https://APP.example', 'http://app.example'])(
    'is not granted to %s',
    (origin) => {
      expect(applied({ CorsConfig: CORS }, [], { origin })).toEqual([]);
    },
  );

  it('is the origin server’s word, all of it, where the policy doesn’t override', () => {
    const fields: HeaderField[] = [['access-control-allow-origin', 'https://own.example']];
    expect(applied({ CorsConfig: { ...CORS, OriginOverride: false } }, fields)).toEqual(fields);
    expect(applied({ CorsConfig: CORS }, fields)).toContainEqual(['Access-Control-Allow-Origin', ORIGIN]);
    expect(applied({ CorsConfig: CORS }, fields)).not.toContainEqual(fields[0]);
  });

  it('is for anybody with *', () => {
    const anybody = { ...CORS, AccessControlAllowCredentials: false, AccessControlAllowOrigins: { Items: ['*'] } };
    expect(applied({ CorsConfig: anybody })).toContainEqual(['Access-Control-Allow-Origin', '*']);
  });

  it('with a pattern is refused at start', () => {
    const pattern = { ...CORS, AccessControlAllowOrigins: { Items: ['https://*.example'] } };
    expect(() => applied({ CorsConfig: pattern })).toThrow('AccessControlAllowOrigins https://*.example');
  });
});

describe('other headers', () => {
  const SecurityHeadersConfig = {
    ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'", Override: true },
    ContentTypeOptions: { Override: true },
    FrameOptions: { FrameOption: 'DENY', Override: false },
    ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
    StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Preload: true, Override: true },
  };

  it('are set as the policy words them', () => {
    expect(applied({ SecurityHeadersConfig }, [['X-Own', '1']])).toEqual([
      ['X-Own', '1'],
      ['Strict-Transport-Security', 'max-age=60; includeSubDomains; preload'],
      ['X-Content-Type-Options', 'nosniff'],
      ['Content-Security-Policy', "default-src 'none'"],
      ['X-Frame-Options', 'DENY'],
      ['Referrer-Policy', 'no-referrer'],
    ]);
  });

  it('replace the origin server’s where the policy overrides, and only there', () => {
    const Items = [
      { Header: 'X-Always', Value: 'policy', Override: true },
      { Header: 'X-Else', Value: 'policy', Override: false },
    ];
    const fields: HeaderField[] = [
      ['x-always', 'origin'],
      ['x-else', 'origin'],
    ];
    expect(applied({ CustomHeadersConfig: { Items } }, fields)).toEqual([
      ['x-else', 'origin'],
      ['X-Always', 'policy'],
    ]);
  });

  it.each([
    ['RemoveHeadersConfig', { RemoveHeadersConfig: { Items: [] } }],
    ['ServerTimingHeadersConfig', { ServerTimingHeadersConfig: { Enabled: true } }],
    ['SecurityHeadersConfig.XSSProtection', { SecurityHeadersConfig: { XSSProtection: {} } }],
  ])('of %s are refused at start', (what, config) => {
    expect(() => applied(config)).toThrow(
      `Main, It (AWS::CloudFront::ResponseHeadersPolicy): ResponseHeadersPolicyConfig.${what}`,
    );
  });
});
