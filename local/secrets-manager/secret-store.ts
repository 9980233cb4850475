import { randomUUID } from 'node:crypto';
import { Replication } from './replication.ts';
import type { Secret, SecretVersion, Tag } from './secret.ts';

/** The secrets of all regions, kept until the process ends. */
export class SecretStore {
  readonly #secrets: Secret[] = [];
  readonly #now: () => number;
  readonly replication: Replication;

  /** @param replicationMs how long a change takes to reach a secret's replicas. */
  constructor(now: () => number, replicationMs = 0) {
    this.#now = now;
    this.replication = new Replication(now, replicationMs);
  }

  /** Adds a secret, with a first version if a value is given. */
  create(arn: string, name: string, value: string | undefined, tags: readonly Tag[] = []): Secret {
    const secret: Secret = { arn, name, tags, createdAt: this.#now(), versions: [] };
    this.#secrets.push(secret);
    if (value !== undefined) this.put(secret, value);
    return secret;
  }

  /** Copies a secret to another region, for good. The replica is there at once, as after a deployment. */
  replicate(primary: Secret, region: string): void {
    const { name, tags, createdAt, arn } = primary;
    const isTaken = this.find(region, name) !== undefined;
    const copy = { arn: inOtherRegion(arn, region), name, tags, createdAt, primary, versions: [] };
    if (!isTaken) this.#secrets.push(copy);
    this.replication.add(primary, region, isTaken ? undefined : copy);
    this.replication.sendAtOnce(primary);
  }

  /** Finds a secret in a region by name, ARN, or ARN without its last six characters. */
  find(region: string, secretId: string): Secret | undefined {
    return this.inRegion(region).find(
      ({ arn, name }) => secretId === arn || secretId === name || secretId === arn.slice(0, -7),
    );
  }

  /** Secrets and replicas. */
  inRegion(region: string): Secret[] {
    this.replication.settle();
    return this.#secrets.filter(({ arn }) => arn.split(':')[3] === region);
  }

  /** Where a replicated secret, or a replica, has its primary secret; undefined for another. */
  primaryRegionOf(secret: Secret): string | undefined {
    const isReplicated = secret.primary !== undefined || this.replication.statusOf(secret) !== undefined;
    return isReplicated ? (secret.primary ?? secret).arn.split(':')[3] : undefined;
  }

  /**
   * Adds a version with these labels (current by default), or sets the value of the version with this id. A new version
   * with a value abandons an incomplete rotation, whose version loses the label AWSPENDING. CloudTrail calls that
   * RotationAbandoned: https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
   */
  put(
    secret: Secret,
    value: string | undefined,
    { id = randomUUID(), stages = ['AWSCURRENT'] }: { id?: string; stages?: readonly string[] } = {},
  ): SecretVersion {
    let version = secret.versions.find((known) => known.id === id);
    if (version === undefined) {
      if (value !== undefined) abandonRotation(secret);
      version = { id, value, createdAt: this.#now(), stages: new Set() };
      secret.versions.push(version);
    }
    version.value = value;
    for (const stage of stages) moveLabel(secret, stage, version);
    this.replication.send(secret);
    return version;
  }

  /** Moves a label to this version, or removes it. When AWSCURRENT moves, the version that had it gets AWSPREVIOUS. */
  label(secret: Secret, stage: string, to: SecretVersion | undefined): void {
    moveLabel(secret, stage, to);
    this.replication.send(secret);
  }

  /** Removes a version, as if it had never been there. */
  remove(secret: Secret, version: SecretVersion): void {
    secret.versions.splice(secret.versions.indexOf(version), 1);
    this.replication.sendAtOnce(secret);
  }

  /** Makes this the only version, as if the secret had been made with it. */
  reset(secret: Secret, value: string): SecretVersion {
    secret.versions.length = 0;
    const version = this.put(secret, value);
    this.replication.sendAtOnce(secret);
    return version;
  }
}

function moveLabel(secret: Secret, stage: string, to: SecretVersion | undefined): void {
  const from = versionAt(secret, stage);
  if (from === to) return;
  from?.stages.delete(stage);
  to?.stages.add(stage);
  if (stage === 'AWSCURRENT' && from !== undefined) moveLabel(secret, 'AWSPREVIOUS', from);
}

/** A replica has its primary secret's ARN but for the region. */
function inOtherRegion(arn: string, region: string): string {
  return arn.split(':').with(3, region).join(':');
}

function abandonRotation(secret: Secret): void {
  const pending = versionAt(secret, 'AWSPENDING');
  if (pending === undefined || pending.stages.has('AWSCURRENT')) return;
  pending.stages.delete('AWSPENDING');
  secret.abandoned = pending.id;
}

export function versionAt(secret: Secret, stage: string): SecretVersion | undefined {
  // Of many versions, the last ones have labels.
  return secret.versions.findLast(({ stages }) => stages.has(stage));
}
