/** What Secrets Manager says about a secret's rotation. */
export interface RotationStatus {
  readonly enabled: boolean;
  /** The last day on which the next rotation may happen, in ms since 1970. */
  readonly nextAt: number | undefined;
  readonly stagesByVersion: Readonly<Record<string, readonly string[]>>;
  /** Whether one of the secret's replicas gets no change any more. */
  readonly hasFailedReplica: boolean;
}

/** A failed rotation is retried for a while, so it counts as overdue only after this time. */
const OVERDUE_MS = 86_400_000;

/** @returns what is wrong with the secret's rotation; undefined when nothing is. */
export function unfinished(status: RotationStatus, now: number): 'off' | 'replica' | 'pending' | 'overdue' | undefined {
  if (!status.enabled) return 'off';
  if (status.hasFailedReplica) return 'replica';
  const pending = Object.values(status.stagesByVersion).find((stages) => stages.includes('AWSPENDING'));
  if (pending !== undefined && !pending.includes('AWSCURRENT')) return 'pending';
  return status.nextAt !== undefined && now > status.nextAt + OVERDUE_MS ? 'overdue' : undefined;
}
