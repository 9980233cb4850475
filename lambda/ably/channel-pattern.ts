import { isResource } from './resource.ts';

/** Where in a channel's name the next character would be. */
type Place = 'channel start' | 'segment start' | 'within';

/**
 * Whether a pattern of rights matches any channel of a resource. In the pattern, `*` stands for any characters; in the
 * resource, for whole parts between colons.
 */
export function matchesSomeOf(resource: string, pattern: string): boolean {
  const tokens = [...pattern];
  const parts = tokensOf(resource);
  const seen = new Set<string>();

  /** Whether the rest of both matches the same text. */
  function meet(at: number, partAt: number, place: Place): boolean {
    const state = `${at} ${partAt} ${place}`;
    if (seen.has(state)) return false;
    seen.add(state);
    const [token, part] = [tokens[at], parts[partAt]];
    const isWildcard = part === 'segment' || part === 'segments';
    if (isWildcard && place === 'within' && meet(at, partAt + 1, 'segment start')) return true;
    if (token === undefined) return part === undefined;
    if (token === '*' && meet(at + 1, partAt, place)) return true;
    if (part === undefined) return false;
    // An asterisk stays where it is: it may stand for more.
    const next = token === '*' ? at : at + 1;
    if (!isWildcard) return (token === '*' || token === part) && meet(next, partAt + 1, 'segment start');
    if (token === ':') return part === 'segments' && place === 'within' && meet(next, partAt, 'segment start');
    return (token === '*' || isPossible(token, place)) && meet(next, partAt, 'within');
  }
  return meet(0, 0, 'channel start');
}

/** Its characters, with `segment` for a wildcard, and `segments` for one at the end. */
function tokensOf(resource: string): string[] {
  const segments = resource.split(':');
  return segments.flatMap((segment, at) => {
    const isLast = at === segments.length - 1;
    const own = segment === '*' ? [isLast ? 'segments' : 'segment'] : [...segment];
    return isLast ? own : [...own, ':'];
  });
}

function isPossible(character: string, place: Place): boolean {
  return isResource(place === 'channel start' ? character : `a${character}`);
}
