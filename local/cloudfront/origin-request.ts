import type { Behavior } from './distribution.ts';
import type { ChangedRequest } from './edge-restrictions.ts';
import { fromCloudFrontHeaders, type HeaderField, hopByHop } from './headers.ts';
import { isForwarded } from './origin-request-policy.ts';
import type { ViewerRequest } from './viewer-request.ts';

/** CloudFront removes Authorization from requests with these methods, unless a policy sends it on. */
const NO_AUTHORIZATION = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Headers that CloudFront sets itself, in place of the viewer's. */
const OWN = new Set(['host', 'via', 'x-amz-cf-id', 'x-forwarded-for', 'cloudfront-viewer-address']);

export interface OriginRequest {
  /** With the query, if it is sent on. */
  readonly path: string;
  readonly fields: readonly HeaderField[];
}

/**
 * The request that CloudFront sends to the origin.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-headers-behavior
 *
 * @param request after the viewer request function.
 */
export function originRequest(request: ChangedRequest, viewer: ViewerRequest, behavior: Behavior): OriginRequest {
  const { origin, originRequestPolicy: policy } = behavior;
  const sent = fromCloudFrontHeaders(request.headers);
  const goesOn = ([name]: HeaderField) => {
    const lower = name.toLowerCase();
    if (OWN.has(lower) || hopByHop.has(lower) || origin.customHeaders.has(lower)) return false;
    if (lower === 'authorization') {
      const goes = !NO_AUTHORIZATION.has(request.method) || isForwarded(policy.headers, lower);
      return origin.signature === undefined && goes;
    }
    return lower === 'content-length' || isForwarded(policy.headers, lower);
  };
  const forwardedFor = sent.filter(([name]) => name.toLowerCase() === 'x-forwarded-for').map(([, value]) => value);
  const fields: HeaderField[] = [
    ['Host', origin.domainName],
    ...sent.filter(goesOn),
    ...(isForwarded(policy.headers, 'user-agent') ? [] : [['User-Agent', 'Amazon CloudFront'] as const]),
    ...(!('allBut' in policy.headers) && policy.headers.has('cloudfront-viewer-address')
      ? [['CloudFront-Viewer-Address', `${viewer.clientIp}:${viewer.clientPort}`] as const]
      : []),
    ['X-Forwarded-For', [...forwardedFor, viewer.clientIp].join(', ')],
    ['Via', via(viewer)],
    ['X-Amz-Cf-Id', viewer.id],
    ...origin.customHeaders,
    ...(origin.signature === undefined ? [] : [['Authorization', origin.signature] as const]),
  ];
  const query = policy.queryStrings === 'all' && request.querystring !== '' ? `?${request.querystring}` : '';
  return { path: `${origin.path}${request.uri}${query}`, fields };
}

export function via({ id }: ViewerRequest): string {
  return `1.1 ${id.slice(0, 32)}.cloudfront.net (CloudFront)`;
}
