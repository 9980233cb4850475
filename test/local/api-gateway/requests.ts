import { type ApiRequest, queryOf } from '../../../local/api-gateway/request.ts';
import { type RestApi, readRestApis } from '../../../local/api-gateway/rest-api.ts';
import type { RoutedRequest } from '../../../local/api-gateway/routed-request.ts';
import { deployed } from '../support/assembly.ts';
import { smallApp } from '../support/small-app.ts';

/** A request as the listener would have read it. */
export function apiRequest(
  path: string,
  headers: Readonly<Record<string, readonly string[]>> = {},
  changes: Partial<ApiRequest> = {},
): ApiRequest {
  const [pathname = '', search = ''] = path.split('?');
  return {
    id: 'request-1',
    extendedId: 'extended-1',
    receivedAt: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
    method: 'GET',
    path: pathname,
    query: queryOf(search),
    headers: new Map(Object.entries(headers).map(([name, values]) => [name.toLowerCase(), { name, values }])),
    body: '',
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
    ...changes,
  };
}

/** The API of the small app, with these resources of its own. */
export function smallApi(api: Readonly<Record<string, object>> = {}): RestApi {
  const [found] = readRestApis(deployed(smallApp({ api })));
  if (found === undefined) throw new Error('the small app has an API');
  return found;
}

/** The request on its way to the small app's one method. */
export function routed(request: ApiRequest): RoutedRequest {
  const api = smallApi();
  const [method] = api.methods;
  if (method === undefined) throw new Error('the small API has a method');
  return { request, api, method, pathParameters: { thing: '7' } };
}
