/**
 * Who asks: the caller's name, and for a signed-in user also who that is (caller-header.ts). If a viewer sends this header,
 * the guard overwrites it.
 */
export const CALLER_HEADER = 'x-stagepass-caller';

/** The origin secret. If a viewer sends this header, CloudFront overwrites it. */
export const ORIGIN_HEADER = 'x-stagepass-origin';

/** The viewer's `IP:port`. CloudFront always writes it; a viewer's own value is lost. */
export const VIEWER_ADDRESS_HEADER = 'cloudfront-viewer-address';

/** What pages of other origins may do. The guard and CloudFront's response headers policy both use it. */
export const cors = {
  allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  allowHeaders: ['Authorization', 'Content-Type'],
  exposeHeaders: ['Date', 'Retry-After', 'WWW-Authenticate'],
  maxAgeSeconds: 600,
} as const;

/** Sent with every answer. Strict values are possible because the service only answers JSON. */
export const securityHeaders = {
  strictTransportSecuritySeconds: 63_072_000,
  contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
} as const;

/**
 * A token or an error is for one caller and one time, so no answer is cached. Its CORS headers depend on the origin.
 */
export const uncached = { 'Cache-Control': 'no-store', Vary: 'Origin' } as const;
