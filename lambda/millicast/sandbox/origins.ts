/** Labels of a domain name, with `*.` in front for any sub-domain: `example.com`, `*.example.com`, `localhost`. */
const ALLOWED_ORIGIN = /^(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** Whether it is an entry that `allowedOrigins` may hold: a domain, without scheme, port or path. */
export function isAllowedOrigin(text: string): boolean {
  return text.length <= 253 && ALLOWED_ORIGIN.test(text);
}

/**
 * @param allowed entries of `allowedOrigins`; empty: no restriction.
 * @param origin the request's Origin header; a request without one comes from no allowed domain.
 */
export function originAllowed(allowed: readonly string[], origin: string | undefined): boolean {
  if (allowed.length === 0) return true;
  const url = origin === undefined ? null : URL.parse(origin);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false;
  return allowed.some((entry) => domainMatches(entry.toLowerCase(), url.hostname));
}

/** `*.example.com` is any depth of sub-domain, but not `example.com` itself. */
function domainMatches(entry: string, hostname: string): boolean {
  if (!entry.startsWith('*.')) return hostname === entry;
  const parent = entry.slice(1);
  return hostname.length > parent.length && hostname.endsWith(parent);
}
