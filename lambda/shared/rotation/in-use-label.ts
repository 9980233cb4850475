const PREFIX = 'in-use-since-';

/** A label that we add to a version of a secret, with a time in ms since 1970. */
export type InUseLabel = `${typeof PREFIX}${number}`;

/**
 * Secrets Manager says when a version was made, but not since when it is the current one. The two differ by hours if a
 * rotation was interrupted and continued later with the same version. So the rotation adds the time as a label. A label
 * is read together with its version, and adding one makes no new version, which would end the rotation.
 */
export function inUseLabel(since: number): InUseLabel {
  return `${PREFIX}${Math.round(since)}`;
}

export function isInUseLabel(label: string): label is InUseLabel {
  return label.startsWith(PREFIX);
}

/** @returns ms since 1970; undefined where no label says it. */
export function inUseSince(labels: readonly string[] = []): number | undefined {
  const times = labels.filter(isInUseLabel).map((label) => Number.parseInt(label.slice(PREFIX.length), 10));
  return times.filter(Number.isSafeInteger).sort((a, b) => b - a)[0];
}
