/** Carries the name of the caller whose password the guard checked. The guard overwrites what a viewer sends. */
export const CALLER_HEADER = 'x-stagepass-caller';

/** Carries the origin secret. CloudFront overwrites what a viewer sends. */
export const ORIGIN_HEADER = 'x-stagepass-origin';

/** The viewer's `IP:port`. CloudFront writes it, whatever the viewer sends. */
export const VIEWER_ADDRESS_HEADER = 'cloudfront-viewer-address';

/** What a page may do across origins; the same at the edge and in CloudFront's response headers policy. */
export const cors = {
  allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  allowHeaders: ['Authorization', 'Content-Type'],
  exposeHeaders: ['Date', 'Retry-After'],
  maxAgeSeconds: 600,
} as const;

/** On every answer; values that hold for a service that only answers JSON. */
export const securityHeaders = {
  strictTransportSecuritySeconds: 63_072_000,
  contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
} as const;

/** Tokens and refusals alike are for one caller and one moment; the grant of CORS depends on who asks. */
export const uncached = { 'Cache-Control': 'no-store', Vary: 'Origin' } as const;
