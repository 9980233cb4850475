import { randomUUID } from 'node:crypto';

/** A version of a secret, with its staging labels. */
export interface SecretVersion {
  readonly id: string;
  /** undefined for a version without a value yet, as at the start of a rotation. */
  value: string | undefined;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly stages: Set<string>;
}

/** Which function rotates a secret, and how often. */
export interface RotationRules {
  readonly functionArn: string;
  readonly everyDays: number;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly tags: readonly Tag[];
  /** ms since 1970. */
  readonly createdAt: number;
  readonly versions: SecretVersion[];
  rotation?: RotationRules;
  /** The version of the last rotation that was abandoned. */
  abandoned?: string;
  /** ms since 1970. */
  lastRotatedAt?: number;
  nextRotationAt?: number;
}

/** The secrets of all regions, kept until the process ends. */
export class SecretStore {
  readonly #secrets: Secret[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Adds a secret, with a first version if a value is given. */
  create(arn: string, name: string, value: string | undefined, tags: readonly Tag[] = []): Secret {
    const secret: Secret = { arn, name, tags, createdAt: this.#now(), versions: [] };
    this.#secrets.push(secret);
    if (value !== undefined) this.put(secret, value);
    return secret;
  }

  /** Finds a secret in a region by name, ARN, or ARN without its last six characters. */
  find(region: string, secretId: string): Secret | undefined {
    return this.inRegion(region).find(
      ({ arn, name }) => secretId === arn || secretId === name || secretId === arn.slice(0, -7),
    );
  }

  inRegion(region: string): Secret[] {
    return this.#secrets.filter(({ arn }) => arn.split(':')[3] === region);
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
    for (const stage of stages) this.label(secret, stage, version);
    return version;
  }

  /** Moves a label to this version, or removes it. When AWSCURRENT moves, the version that had it gets AWSPREVIOUS. */
  label(secret: Secret, stage: string, to: SecretVersion | undefined): void {
    const from = versionAt(secret, stage);
    if (from === to) return;
    from?.stages.delete(stage);
    to?.stages.add(stage);
    if (stage === 'AWSCURRENT' && from !== undefined) this.label(secret, 'AWSPREVIOUS', from);
  }

  /** Makes this the only version, as if the secret had been made with it. */
  reset(secret: Secret, value: string): SecretVersion {
    secret.versions.length = 0;
    return this.put(secret, value);
  }
}

function abandonRotation(secret: Secret): void {
  const pending = versionAt(secret, 'AWSPENDING');
  if (pending === undefined || pending.stages.has('AWSCURRENT')) return;
  pending.stages.delete('AWSPENDING');
  secret.abandoned = pending.id;
}

export function versionAt(secret: Secret, stage: string): SecretVersion | undefined {
  return secret.versions.find(({ stages }) => stages.has(stage));
}
