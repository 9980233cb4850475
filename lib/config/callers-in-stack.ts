import * as v from 'valibot';
import { section } from '../../lambda/shared/settings/options.ts';

/**
 * How many callers a stack itself has room for, with all else that a stage may have: a stack may have 500 resources and
 * 200 outputs. The others are in nested stacks.
 */
export const mostInStack = {
  /** A secret, its rotation and an output each. */
  passwords: 150,
  /** Three resources each. With every provider and all else on, a stack has 282 without them. */
  limits: 60,
} as const;

/** @param projectSecrets how many secrets projects add: three of them take the room of one limit. */
export function roomForLimits(projectSecrets: number): number {
  return mostInStack.limits - Math.ceil(projectSecrets / 3);
}

/**
 * All or none by default. To move is to be made anew, so a part of them would be a different part with each caller that
 * comes or goes. The number that decides depends on nothing else that a stage may have, for the same reason.
 */
export function namedOrAll(
  all: readonly string[],
  named: readonly string[] | undefined,
  most: number,
): ReadonlySet<string> {
  if (named === undefined) return new Set(all.length > most ? [] : all);
  return new Set(all.filter((name) => named.includes(name)));
}

function names(most: number, of: string) {
  return v.optional(
    v.pipe(
      v.array(v.string('the name of a caller'), 'a list of callers’ names'),
      v.check((given) => given.length <= most, `${most} callers at most: a stack has no room for more`),
      v.check((given) => new Set(given).size === given.length, 'each caller once'),
      v.description(of),
    ),
  );
}

/** Which callers stay in the stack itself, whatever their number. */
export const CallersInStack = v.optional(
  v.pipe(
    section({
      passwords: names(
        mostInStack.passwords,
        `The callers whose secrets are in the edge stack itself: at most ${mostInStack.passwords}. The others’ are in nested stacks. **A deployment that would move a secret fails**, and is rolled back. By default, all up to ${mostInStack.passwords} callers with a password, and none where there are more.`,
      ),
      limits: names(
        mostInStack.limits,
        `The callers whose usage plans are in the API stack itself: at most ${mostInStack.limits}, or fewer beside secrets that projects add. By default, all up to ${mostInStack.limits} callers with a limit, and none where there are more.`,
      ),
    }),
    v.description(
      'Which callers are in the stacks themselves, where a stage has, or had, [more of them than a stack has room for](operations.md#many-callers).',
    ),
  ),
  {},
);
