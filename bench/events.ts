import type { APIGatewayProxyEvent, CloudFrontRequestEvent } from 'aws-lambda';
import { CALLER_HEADER } from '../api/headers.ts';
import type { Route } from '../api/route.ts';
import { proxyEvent } from '../local/api-gateway/proxy-event.ts';
import type { RestApi } from '../local/api-gateway/rest-api.ts';
import { cloudFrontRequest } from '../local/cloudfront/viewer-request.ts';

/** The viewer of every request. */
const VIEWER = { id: 'a-request-of-the-bench', clientIp: '203.0.113.178', clientPort: 4_711 };

/**
 * The event that a function gets from API Gateway for an authorized request.
 *
 * @throws Error when none of the APIs has the route.
 */
export function apiEvent(
  apis: readonly RestApi[],
  { method, path }: Pick<Route, 'method' | 'path'>,
  query: Readonly<Record<string, string>>,
  caller: string,
  body?: object,
): APIGatewayProxyEvent {
  const text = body === undefined ? '' : JSON.stringify(body);
  for (const api of apis) {
    const found = api.methods.find(({ httpMethod, resourcePath }) => httpMethod === method && resourcePath === path);
    if (found === undefined) continue;
    const request = {
      id: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      extendedId: 'bench',
      receivedAt: new Date(),
      method,
      path,
      query: new Map(Object.entries(query).map(([name, value]) => [name, [value]])),
      headers: new Map([
        [CALLER_HEADER, { name: CALLER_HEADER, values: [caller] }],
        ...(text === '' ? [] : [['content-type', { name: 'Content-Type', values: ['application/json'] }] as const]),
      ]),
      body: text,
      sourceIp: VIEWER.clientIp,
      protocol: 'HTTP/1.1',
    };
    return proxyEvent({ request, api, method: found, pathParameters: {} }, { principalId: caller, caller }, text);
  }
  throw new Error(`no API has ${method} ${path}`);
}

/** The event that the guard gets from CloudFront for a GET. */
export function viewerRequestEvent(uri: string, authorization: string): CloudFrontRequestEvent {
  const fields = [
    ['host', 'd111111abcdef8.cloudfront.net'],
    ['authorization', authorization],
  ] as const;
  return {
    Records: [
      {
        cf: {
          config: {
            distributionDomainName: 'd111111abcdef8.cloudfront.net',
            distributionId: 'EDFDVBD6EXAMPLE',
            eventType: 'viewer-request',
            requestId: VIEWER.id,
          },
          request: cloudFrontRequest({ ...VIEWER, method: 'GET', uri, querystring: '', fields }),
        },
      },
    ],
  };
}
