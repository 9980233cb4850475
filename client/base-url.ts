const EXAMPLE = 'https://d111111abcdef8.cloudfront.net';

/**
 * Where the routes begin: the URL that was given, without a slash at its end.
 *
 * @param routes as routeTable writes them.
 * @throws TypeError that says what to give. It doesn't show the URL: a password may stand in it.
 */
export function baseUrl(url: string | URL, routes: readonly string[]): string {
  const base = String(url).replace(/\/+$/, '');
  // Before all else, since an odd password can make the rest look like anything.
  if (base.includes('@')) throw new TypeError('url must not hold a name and password: give them as credentials');
  if (!isHttpUrl(base)) throw new TypeError(`url must be a whole one with https:// or http://, such as ${EXAMPLE}`);
  if (/[?#]/.test(base)) throw new TypeError(`url must end before any ? or #, such as ${EXAMPLE}`);
  // A host may be called as a route is.
  const given = base.replace(/^\w+:\/\/[^/]+/, '');
  const path = routes
    .map((route) => route.split(' ')[1] ?? '')
    .find((each) => new RegExp(`${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(given));
  if (path) throw new TypeError(`url must end before ${path}: each method adds the path of its route`);
  return base;
}

/** React Native's own URL class takes nearly everything and reads little; the expression is for it. */
function isHttpUrl(text: string): boolean {
  try {
    new URL(text);
    return /^https?:\/\/[^\s\\]+$/i.test(text);
  } catch {
    return false;
  }
}
