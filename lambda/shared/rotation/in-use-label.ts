const PREFIX = 'in-use-since-';

/** A label of our own on a version of a secret, with a time in ms since 1970. */
export type InUseLabel = `${typeof PREFIX}${number}`;

/**
 * Secrets Manager tells when a version was made, and not since when it is the current one: a rotation that was cut off
 * may go on hours later, with the version it made first. So the rotation writes the time beside the value. A label is read
 * with the version that has it, and is no new version, which would end the rotation.
 */
export function inUseLabel(since: number): InUseLabel {
  return `${PREFIX}${Math.round(since)}`;
}

export function isInUseLabel(label: string): label is InUseLabel {
  return label.startsWith(PREFIX);
}

/** @returns ms since 1970; undefined where no label tells. */
export function inUseSince(labels: readonly string[] = []): number | undefined {
  const times = labels.filter(isInUseLabel).map((label) => Number.parseInt(label.slice(PREFIX.length), 10));
  return times.filter(Number.isSafeInteger).sort((a, b) => b - a)[0];
}
