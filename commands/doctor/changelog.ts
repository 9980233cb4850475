export interface ChangelogEntry {
  readonly version: string;
  readonly text: string;
}

/**
 * The entries of a changelog in the form of Keep a Changelog, newest first, that a project meets when it goes from one
 * version to another.
 */
export function entriesBetween(changelog: string, from: string, to: string): ChangelogEntry[] {
  const entries = entriesOf(changelog);
  const start = entries.findIndex(({ version }) => version === to);
  const end = entries.findIndex(({ version }) => version === from);
  if (start === -1) return [];
  return entries.slice(start, end === -1 ? undefined : end);
}

function entriesOf(changelog: string): ChangelogEntry[] {
  return changelog
    .split(/^(?=## \[)/m)
    .slice(1)
    .map((part) => {
      const [heading = '', ...lines] = part.split('\n');
      return { version: /^## \[([^\]]+)\]/.exec(heading)?.[1] ?? '', text: lines.join('\n').trim() };
    });
}
