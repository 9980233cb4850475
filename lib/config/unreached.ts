import { type StageConfig, tokenCallers, usedIssuers } from './stage.ts';
import type { CallerToken } from './token-caller.ts';

/**
 * Callers that no user's token reaches, since one before takes them all, and issuers whose tokens no caller takes. Neither is
 * wrong, but hardly meant.
 *
 * @returns what to say, by the path in the stage's configuration.
 */
export function unreached(stage: Pick<StageConfig, 'callers' | 'issuers'>): Record<string, string> {
  const callers = tokenCallers(stage);
  const shadowed = callers.flatMap(([name, { token }], at) => {
    const [first] = callers.slice(0, at).find(([, earlier]) => takesAll(earlier.token, token)) ?? [];
    if (first === undefined) return [];
    const path = `callers.${name}.token`;
    return [
      [path, `${path} is for nobody: callers.${first} stands before it, and takes all its users. Put ${name} first.`],
    ];
  });
  const used = usedIssuers(stage);
  const idle = Object.keys(stage.issuers)
    .filter((name) => !Object.hasOwn(used, name))
    .map((name) => {
      const path = `issuers.${name}`;
      return [path, `${path} is named by no caller’s token: the stage refuses its users.`];
    });
  return Object.fromEntries([...shadowed, ...idle]);
}

/** Whether every token for the later one is for the earlier one, too. */
function takesAll(earlier: CallerToken, later: CallerToken): boolean {
  if (earlier.issuer !== later.issuer) return false;
  return Object.entries(earlier.where).every(([claim, values]) => {
    const wanted = Object.hasOwn(later.where, claim) ? later.where[claim] : undefined;
    return wanted?.every((value) => values.includes(value)) ?? false;
  });
}
