import { type Branch, readPattern } from './stream-pattern.ts';

/** An entry of a token: the name of a stream, or a pattern that the whole name must match. */
export interface StreamEntry {
  readonly streamName: string;
  readonly isRegex?: boolean | null | undefined;
}

/** With fewer characters, a short list of patterns (`a.*`, `b.*` …) could open every stream of the account. */
const NAMING_CHARACTERS = 3;

/** The rule of `namesItsStreams` for a message. The name of the field or option is put before it. */
export const NAMES_ITS_STREAMS = `must start with ${NAMING_CHARACTERS} characters or more that stand for themselves, in each alternative, as in cam-\\d+ or cam-.*|stage-.*`;

/**
 * Whether an entry is limited to certain streams. A name is. A pattern is when each of its alternatives starts with
 * literal characters (after `^`, and inside a group, if it has them). This can be checked for any pattern. Whether a
 * pattern matches all streams of an account can't.
 *
 * @throws PatternError when the pattern can't be read.
 */
export function namesItsStreams({ streamName, isRegex }: StreamEntry): boolean {
  return !isRegex || readPattern(streamName).every(startsWithName);
}

function startsWithName(branch: Branch): boolean {
  const [first, ...others] = branch;
  if (first?.kind === 'edge' && first.of === 'start') return startsPlainly(others);
  return startsPlainly(branch);
}

function startsPlainly(branch: Branch): boolean {
  const [first] = branch;
  if (first?.kind === 'group') return first.branches.every(startsPlainly);
  const naming = branch.slice(0, NAMING_CHARACTERS);
  return naming.length === NAMING_CHARACTERS && naming.every(({ kind }) => kind === 'literal');
}
