import * as v from 'valibot';
import type { RightsFault } from '../providers/provider.ts';

/**
 * The faults of patterns that match no name which a request can give.
 *
 * @param path of the list of patterns in the caller's rights.
 * @param name the schema of the request's parameter.
 */
export function unmatchedPatterns(
  path: RightsFault['path'],
  patterns: readonly string[] | undefined,
  name: v.GenericSchema,
): RightsFault[] {
  return (patterns ?? []).flatMap((pattern, at) => {
    const reasons = shortestNames(pattern).map((each) => v.safeParse(name, each).issues?.[0].message);
    if (reasons.includes(undefined)) return [];
    return [{ path: [...path, at], expected: `a pattern that a request can match: ${reasons[0]}` }];
  });
}

/** The shortest names that a pattern matches, and those with a letter more at an end, where a space may not be. */
function shortestNames(pattern: string): string[] {
  const starts = pattern.startsWith('*') ? ['', 'a'] : [''];
  const ends = pattern.endsWith('*') ? ['', 'a'] : [''];
  const literal = pattern.replaceAll('*', '');
  return starts.flatMap((start) => ends.map((end) => `${start}${literal}${end}`));
}
