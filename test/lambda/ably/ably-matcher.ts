/*
 * A second opinion on what Ably’s resources match, written from its documentation as regular expressions:
 * https://ably.com/docs/auth/capabilities#wildcards
 */

/** Whether `chat:*` also matches the channel `chat`: Ably’s documentation doesn’t say so, but its server does. */
export const readings = [true, false];

export function ablyMatches(resource: string, channel: string, alsoNamespace: boolean): boolean {
  // What begins with a qualifier is no channel, and `*` doesn’t match it.
  if (channel.startsWith('[') || resource.startsWith('[')) return false;
  if (resource === '*') return true;
  const isNamespace = resource.endsWith(':*');
  const segments = (isNamespace ? resource.slice(0, -2) : resource).split(':');
  const start = segments.map((segment) => (segment === '*' ? '[^:]+' : escaped(segment))).join(':');
  const end = isNamespace ? (alsoNamespace ? '(?::.+)?' : ':.+') : '';
  return new RegExp(`^${start}${end}$`).test(channel);
}

/** As a part of a regular expression that matches this text only. */
export function escaped(text: string): string {
  return text.replaceAll(/[^a-z0-9]/gi, '\\$&');
}

export function ablyAllows(
  capability: Readonly<Record<string, readonly string[]>>,
  channel: string,
  operation: string,
  alsoNamespace: boolean,
): boolean {
  return Object.entries(capability).some(
    ([resource, operations]) =>
      ablyMatches(resource, channel, alsoNamespace) && (operations.includes('*') || operations.includes(operation)),
  );
}
