/** A domain name, with `*.` before it for any sub-domain: `example.com`, `*.example.com`, `localhost`. */
const ALLOWED_ORIGIN = /^(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** Whether it is a valid entry of `allowedOrigins`: a domain without scheme, port or path. */
export function isAllowedOrigin(text: string): boolean {
  return text.length <= 253 && ALLOWED_ORIGIN.test(text);
}

/**
 * @param allowed entries of `allowedOrigins`; empty: no restriction.
 * @param origin the request's Origin header. If domains are listed, a request without it is refused.
 */
export function originAllowed(allowed: readonly string[], origin: string | undefined): boolean {
  if (allowed.length === 0) return true;
  const url = origin === undefined ? null : URL.parse(origin);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false;
  return allowed.some((entry) => domainMatches(entry.toLowerCase(), url.hostname));
}

/** `*.example.com` matches sub-domains at any depth, but not `example.com` itself. */
function domainMatches(entry: string, hostname: string): boolean {
  if (!entry.startsWith('*.')) return hostname === entry;
  const parent = entry.slice(1);
  return hostname.length > parent.length && hostname.endsWith(parent);
}
