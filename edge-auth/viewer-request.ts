import type { CloudFrontHeaders, CloudFrontRequest, CloudFrontRequestEvent } from 'aws-lambda';
import { CALLER_HEADER, ORIGIN_HEADER } from '../api/headers.ts';
import { withoutTrailingSlash } from './paths.ts';

/** The parts of a viewer's request that decide whether it may pass. */
export interface ViewerRequest {
  /** CloudFront's id of the request. */
  readonly requestId: string;
  readonly method: string;
  /** As the viewer sent it, without the query. */
  readonly path: string;
  /** The Host header: with a port, unless it is the default one. */
  readonly host: string | undefined;
  /** The values of all Authorization headers. */
  readonly authorization: readonly string[];
  /** The page's origin; undefined unless there is exactly one. */
  readonly origin: string | undefined;
  /** `Access-Control-Request-Method` of a preflight; undefined unless there is exactly one. */
  readonly preflightMethod: string | undefined;
  /** `Sec-Fetch-Site`: how the page that sends the request is related to us. Browsers set it; pages can't. */
  readonly fetchSite: string | undefined;
  /** Whether a person opens this address in a browser tab, for example by a link. */
  readonly isVisit: boolean;
}

/** @throws Error when it isn't a viewer request event. */
export function readViewerRequest(event: CloudFrontRequestEvent): ViewerRequest {
  const { config, request } = onlyRecord(event);
  const only = (name: string) => onlyValue(valuesOf(request.headers, name));
  return {
    requestId: config.requestId,
    method: request.method,
    path: request.uri,
    host: only('host'),
    authorization: valuesOf(request.headers, 'authorization'),
    origin: only('origin'),
    preflightMethod: only('access-control-request-method'),
    fetchSite: only('sec-fetch-site'),
    isVisit: request.method === 'GET' && only('sec-fetch-mode') === 'navigate' && only('sec-fetch-dest') === 'document',
  };
}

/** Whether the query has a parameter of this name. */
export function hasParameter(event: CloudFrontRequestEvent, name: string): boolean {
  return new URLSearchParams(onlyRecord(event).request.querystring).has(name);
}

/**
 * The request for the origin. Who asks replaces the credentials, because API Gateway would read an
 * Authorization header as an AWS signature. A header for the origin secret is removed: only CloudFront may set it. The
 * path has no slash at its end.
 *
 * @param caller who asks, as that header says it.
 */
export function forwarded(event: CloudFrontRequestEvent, caller: string): CloudFrontRequest {
  const { request } = onlyRecord(event);
  const headers: CloudFrontHeaders = { ...request.headers, [CALLER_HEADER]: [{ key: CALLER_HEADER, value: caller }] };
  delete headers.authorization;
  delete headers[ORIGIN_HEADER];
  return { ...request, uri: withoutTrailingSlash(request.uri), headers };
}

function onlyRecord(event: CloudFrontRequestEvent) {
  const record = event.Records[0];
  if (record === undefined) throw new Error('CloudFront sent an event without a request');
  return record.cf;
}

/** In CloudFront's event the names of headers are in lower case. */
function valuesOf(headers: CloudFrontHeaders, name: string): string[] {
  return (headers[name] ?? []).map(({ value }) => value);
}

function onlyValue(values: readonly string[]): string | undefined {
  return values.length === 1 ? values[0] : undefined;
}
