/*
 * A resource of a capability is a channel, or several by wildcards: https://ably.com/docs/auth/capabilities#wildcards
 * Segments are parted by colons. `*` in place of a segment stands for any one, and as the last for any number of them;
 * within a segment it is only a character.
 */

const WILDCARD = '*';

/**
 * Whether a text is a resource that we put into tokens. Ably reads a bracket at the start as a qualifier, such as
 * `[meta]` or `[queue]`. Such resources aren't vended. Nor is a `*` within a segment, since it is a mistake there.
 */
export function isResource(text: string): boolean {
  return (
    /^[^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}][^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u.test(text) &&
    text.split(':').every((segment) => segment !== '' && (segment === WILDCARD || !segment.includes(WILDCARD)))
  );
}

/**
 * Whether every channel of one resource is also a channel of another one. Ably's server also counts `chat` among the
 * channels of `chat:*`, but its documentation doesn't say so: so this is only true where it is true with and without.
 */
export function covers(wider: string, narrower: string): boolean {
  return coversSegments(wider.split(':'), narrower.split(':'));
}

function coversSegments([first, ...rest]: readonly string[], [other, ...others]: readonly string[]): boolean {
  if (first === undefined || other === undefined) return first === other;
  if (first === WILDCARD && rest.length === 0) return true;
  return (first === WILDCARD || first === other) && coversSegments(rest, others);
}

/** The channel that Ably may count among those of `chat:*`: `chat`. For other resources, the resource itself. */
export function namespaceOf(resource: string): string {
  return resource.endsWith(`:${WILDCARD}`) ? resource.slice(0, -2) : resource;
}

/** Whether a resource is every channel there is, `*`. As Ably’s server reads it, so is `*:*`. */
export function isEveryChannel(resource: string): boolean {
  return namespaceOf(resource) === WILDCARD;
}
