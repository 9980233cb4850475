/** Something that answers one method (or `ANY`) of one resource. */
export interface Routable {
  readonly httpMethod: string;
  /** As the template has it: `/things/{thingId}`, `/files/{path+}`. */
  readonly resourcePath: string;
}

export interface Match<T> {
  readonly method: T;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the method for a request; undefined when there is none.
 *
 * A fixed segment is preferred to `{name}`, `{name}` to `{name+}`, and a method to `ANY`. It isn't documented whether API
 * Gateway matches a path before or after it decodes `%61` and resolves `/../`. Here it is after. That is the worse case
 * for a guard in front: a route can be reached by more ways of writing its path.
 */
export function findRoute<T extends Routable>(
  methods: readonly T[],
  httpMethod: string,
  path: string,
): Match<T> | undefined {
  const given = segmentsOf(path);
  let best: { method: T; pathParameters: Record<string, string>; rank: string } | undefined;
  for (const method of methods) {
    if (method.httpMethod !== httpMethod && method.httpMethod !== 'ANY') continue;
    const matched = matchResource(method.resourcePath, given);
    if (matched === undefined) continue;
    const rank = matched.rank + (method.httpMethod === 'ANY' ? '1' : '0');
    if (best === undefined || rank < best.rank) best = { method, pathParameters: matched.pathParameters, rank };
  }
  return best;
}

/** The rank has one digit for each segment. Of two resources that match, the one whose rank sorts first is used. */
function matchResource(resourcePath: string, given: readonly string[]) {
  const wanted = resourcePath.split('/').filter((segment) => segment !== '');
  const pathParameters: Record<string, string> = {};
  let rank = '';
  for (const [index, segment] of wanted.entries()) {
    const value = given[index];
    if (value === undefined) return undefined;
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(segment) ?? [];
    if (name === undefined) {
      if (segment !== value) return undefined;
      rank += '0';
    } else if (greedy === '') {
      if (value === '') return undefined;
      pathParameters[name] = value;
      rank += '1';
    } else {
      pathParameters[name] = given.slice(index).join('/');
      return { pathParameters, rank: `${rank}2` };
    }
  }
  return given.length === wanted.length ? { pathParameters, rank } : undefined;
}

/** Decoded, with `.` and `..` resolved. A slash at the end makes no difference. */
function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const segment of path.replace(/^\//, '').replace(/\/$/, '').split('/').map(decoded)) {
    if (segment === '..') segments.pop();
    else if (segment !== '.') segments.push(segment);
  }
  return segments.length === 1 && segments[0] === '' ? [] : segments;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
