import { randomUUID } from 'node:crypto';

/** A version of a secret, and the stages that are its labels. */
export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly stages: Set<string>;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly versions: SecretVersion[];
}

/** What Secrets Manager keeps, in all regions and from start to end of the process. */
export class SecretStore {
  readonly #secrets: Secret[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Adds a secret, with a first version when there is a value for it. */
  create(arn: string, name: string, value: string | undefined): Secret {
    const secret: Secret = { arn, name, versions: [] };
    this.#secrets.push(secret);
    if (value !== undefined) this.put(secret, value);
    return secret;
  }

  /** The secret that a name, an ARN or an ARN without its last six characters means in a region. */
  find(region: string, secretId: string): Secret | undefined {
    return this.#secrets.find(
      ({ arn, name }) =>
        arn.split(':')[3] === region && (secretId === arn || secretId === name || secretId === arn.slice(0, -7)),
    );
  }

  /** Makes a version current; the one that was is the previous one, and has no other label left. */
  put(secret: Secret, value: string): SecretVersion {
    const current = versionAt(secret, 'AWSCURRENT');
    if (current !== undefined) {
      for (const { stages } of secret.versions) stages.delete('AWSPREVIOUS');
      current.stages.delete('AWSCURRENT');
      current.stages.add('AWSPREVIOUS');
    }
    const version = { id: randomUUID(), value, createdAt: this.#now(), stages: new Set(['AWSCURRENT']) };
    secret.versions.push(version);
    return version;
  }

  /** Makes this the only version, as if the secret had been made with it. */
  reset(secret: Secret, value: string): SecretVersion {
    secret.versions.length = 0;
    return this.put(secret, value);
  }
}

export function versionAt(secret: Secret, stage: string): SecretVersion | undefined {
  return secret.versions.find(({ stages }) => stages.has(stage));
}
