/** What Secrets Manager says about a secret's rotation. */
export interface RotationStatus {
  readonly enabled: boolean;
  /** The last day on which the next rotation may happen, in ms since 1970. */
  readonly nextAt: number | undefined;
  readonly stagesByVersion: Readonly<Record<string, readonly string[]>>;
  /** Whether each of the secret's replicas is in sync, as far as its status says. */
  readonly replicasInSync: boolean;
}

/** A failed rotation is retried for a while, so it counts as overdue only after this time. */
const OVERDUE_MS = 86_400_000;

/**
 * A replica that is in progress, and a version that is pending or has the label still, are normal for minutes. The alarm
 * comes when a check finds something three times in a row, hours apart. The label says also that a replica doesn't follow
 * whose status is `InSync`: a rotation takes it off when they have the new version.
 *
 * @returns what is wrong with the secret's rotation; undefined when nothing is.
 */
export function unfinished(status: RotationStatus, now: number): 'off' | 'replica' | 'pending' | 'overdue' | undefined {
  if (!status.enabled) return 'off';
  if (!status.replicasInSync) return 'replica';
  if (Object.values(status.stagesByVersion).some((stages) => stages.includes('AWSPENDING'))) return 'pending';
  return status.nextAt !== undefined && now > status.nextAt + OVERDUE_MS ? 'overdue' : undefined;
}
