const EXAMPLE = 'https://d111111abcdef8.cloudfront.net';

/**
 * The URL that routes are added to: the given one, without a final slash.
 *
 * @param routes in the form of routeTable.
 * @throws TypeError that says what to give. It doesn't show the URL, which may contain a password.
 */
export function baseUrl(url: string | URL, routes: readonly string[]): string {
  const base = String(url).replace(/\/+$/, '');
  // First, since a password can contain characters that the other checks look for.
  if (base.includes('@')) throw new TypeError('url must not hold a name and password: give them as credentials');
  if (!isHttpUrl(base)) throw new TypeError(`url must be a whole one with https:// or http://, such as ${EXAMPLE}`);
  if (/[?#]/.test(base)) throw new TypeError(`url must end before any ? or #, such as ${EXAMPLE}`);
  // Without the host, whose name may be the same as a route's path.
  const given = base.replace(/^\w+:\/\/[^/]+/, '');
  const path = routes
    .map((route) => route.split(' ')[1] ?? '')
    .find((each) => new RegExp(`${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(given));
  if (path) throw new TypeError(`url must end before ${path}: each method adds the path of its route`);
  return base;
}

/** The regular expression is for React Native, whose URL class accepts nearly everything. */
function isHttpUrl(text: string): boolean {
  try {
    new URL(text);
    return /^https?:\/\/[^\s\\]+$/i.test(text);
  } catch {
    return false;
  }
}
