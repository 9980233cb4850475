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
  /** Its primary secret, if this is a replica. */
  readonly primary?: Secret;
  rotation?: RotationRules;
  /** The version of the last rotation that was abandoned. */
  abandoned?: string;
  /** ms since 1970. */
  lastRotatedAt?: number;
  nextRotationAt?: number;
}
