/**
 * Does a behavior's pattern match this path? `*` stands for any characters, `?` for one; it is case-sensitive. CloudFront
 * matches the normalised path, but sends the original path on:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
 */
export function pathMatches(pattern: string, path: string): boolean {
  const literal = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  const source = literal.replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${pattern.startsWith('/') || pattern.startsWith('*') ? '' : '/'}${source}$`, 's').test(
    normalised(path),
  );
}

/** By RFC 3986, 6.2.2: unnecessary percent-encoding is removed, and `.` and `..` are resolved. */
function normalised(path: string): string {
  const segments: string[] = [];
  const given = path
    .replaceAll(/%[0-9a-f]{2}/gi, unreserved)
    .split('/')
    .slice(1);
  for (const [index, segment] of given.entries()) {
    if (segment === '..') segments.pop();
    if (segment !== '..' && segment !== '.') segments.push(segment);
    else if (index === given.length - 1) segments.push('');
  }
  return `/${segments.join('/')}`;
}

function unreserved(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase();
}
