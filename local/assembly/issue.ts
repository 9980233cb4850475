import * as v from 'valibot';

interface Located {
  /** With dots, such as `Rules.0.Action`; empty for the value itself. */
  readonly path: string;
  readonly issue: v.BaseIssue<unknown>;
}

/** For a value of one of several kinds: the issue with the kind that it is most like. */
export function innermost(issue: v.BaseIssue<unknown>): Located {
  const path = v.getDotPath(issue) ?? '';
  const within = (issue.issues ?? []).map(innermost).filter((other) => other.path !== '');
  const closest = within.sort((one, other) => depth(other) - depth(one))[0];
  return closest === undefined ? { path, issue } : { ...closest, path: `${path}.${closest.path}` };
}

function depth({ path }: Located): number {
  return path.split('.').length;
}
