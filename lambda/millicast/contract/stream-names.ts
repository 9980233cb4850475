import { type Branch, readPattern } from './stream-pattern.ts';

/** One entry of a token: a stream's name, or a pattern that the whole name has to match. */
export interface StreamEntry {
  readonly streamName: string;
  readonly isRegex?: boolean | null | undefined;
}

/** With fewer, a short list of patterns (`a.*`, `b.*` …) would open every stream of the account. */
const NAMING_CHARACTERS = 3;

/** The rule below, to be read on after what the pattern was given as. */
export const NAMES_ITS_STREAMS = `must start with ${NAMING_CHARACTERS} characters or more that stand for themselves, in each alternative, as in cam-\\d+ or cam-.*|stage-.*`;

/**
 * Does an entry say which streams it is for? A name does. A pattern does when each of its alternatives starts with
 * characters that stand for themselves, before anything that stands for others (`^` may come before, and a group around).
 * That can be read off any pattern, where whether it takes every name that matters can't.
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
