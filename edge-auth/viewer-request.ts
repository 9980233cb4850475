import type { CloudFrontHeaders, CloudFrontRequest, CloudFrontRequestEvent } from 'aws-lambda';
import { CALLER_HEADER, ORIGIN_HEADER } from '../api/headers.ts';

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
}

/** @throws Error when it isn't a viewer request event. */
export function readViewerRequest(event: CloudFrontRequestEvent): ViewerRequest {
  const { config, request } = onlyRecord(event);
  return {
    requestId: config.requestId,
    method: request.method,
    path: request.uri,
    host: onlyValue(valuesOf(request.headers, 'host')),
    authorization: valuesOf(request.headers, 'authorization'),
    origin: onlyValue(valuesOf(request.headers, 'origin')),
    preflightMethod: onlyValue(valuesOf(request.headers, 'access-control-request-method')),
  };
}

/**
 * The request as it goes on to the origin: with the caller's name in place of the credentials, which API Gateway would
 * take for a signature, and without what only CloudFront may say.
 */
export function forwarded(event: CloudFrontRequestEvent, caller: string): CloudFrontRequest {
  const { request } = onlyRecord(event);
  const headers: CloudFrontHeaders = { ...request.headers, [CALLER_HEADER]: [{ key: CALLER_HEADER, value: caller }] };
  delete headers.authorization;
  delete headers[ORIGIN_HEADER];
  return { ...request, headers };
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
