import type { CloudFrontHeaders, CloudFrontRequest, CloudFrontRequestEvent } from 'aws-lambda';
import { CALLER_HEADER, ORIGIN_HEADER } from '../api/headers.ts';
import { withoutTrailingSlash } from './paths.ts';

/** What of a viewer's request decides whether it may pass. */
export interface ViewerRequest {
  /** CloudFront's. */
  readonly requestId: string;
  readonly method: string;
  /** As the viewer sent it, without the query. */
  readonly path: string;
  /** The host that was asked, with its port where it isn't the scheme's own. */
  readonly host: string | undefined;
  /** Every value of Authorization. */
  readonly authorization: readonly string[];
  /** The page's origin; undefined where there isn't exactly one. */
  readonly origin: string | undefined;
  /** `Access-Control-Request-Method`, of a preflight; undefined where there isn't exactly one. */
  readonly preflightMethod: string | undefined;
  /** `Sec-Fetch-Site`: how the page that asks is related to us. Browsers write it, and no page can. */
  readonly fetchSite: string | undefined;
  /** Whether somebody goes to this address in a browser, as by a link: it becomes what a tab shows. */
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

/**
 * The request as it goes on to the origin: with the caller's name in place of the credentials, which API Gateway would
 * take for a signature, and without what only CloudFront may say. The path goes on as the contract writes it.
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

/** CloudFront writes header names in small letters. */
function valuesOf(headers: CloudFrontHeaders, name: string): string[] {
  return (headers[name] ?? []).map(({ value }) => value);
}

function onlyValue(values: readonly string[]): string | undefined {
  return values.length === 1 ? values[0] : undefined;
}
