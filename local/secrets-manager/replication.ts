import type { Secret, SecretVersion } from './secret.ts';

/** As in https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicationStatusType.html */
export interface ReplicaStatus {
  readonly Region: string;
  readonly Status: 'InSync' | 'Failed';
  readonly StatusMessage?: string;
}

interface Change {
  /** When it is there; ms since 1970. */
  readonly at: number;
  readonly versions: readonly SecretVersion[];
}

interface Replica {
  readonly region: string;
  /** undefined where a secret of its own has the name already. */
  readonly secret: Secret | undefined;
  /** What is on its way, the oldest first. */
  arriving: Change[];
}

/**
 * Copies secrets to other regions. Each change arrives there some time after it was made, with all its labels at once.
 * A replica that has failed keeps the versions that it had:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets_troubleshoot.html
 */
export class Replication {
  readonly #now: () => number;
  readonly #lagMs: number;
  readonly #replicas = new Map<Secret, Replica[]>();
  /** Regions that nothing arrives in, with the message if that is a failure. */
  readonly #stopped = new Map<string, string | undefined>();

  constructor(now: () => number, lagMs: number) {
    this.#now = now;
    this.#lagMs = lagMs;
  }

  /** @param copy the replica; undefined where its name is taken. */
  add(primary: Secret, region: string, copy: Secret | undefined): void {
    const replicas = this.#replicas.get(primary) ?? [];
    this.#replicas.set(primary, [...replicas, { region, secret: copy, arriving: [] }]);
  }

  /** Sends what the secret holds now on its way. */
  send(primary: Secret): void {
    const at = this.#now() + this.#lagMs;
    for (const { arriving } of this.#replicas.get(primary) ?? []) {
      arriving.push({ at, versions: copyOf(primary.versions) });
    }
  }

  /** Lets the replicas hold the same, as if they had never held anything else. */
  sendAtOnce(primary: Secret): void {
    for (const replica of this.#replicas.get(primary) ?? []) {
      replica.arriving = [{ at: this.#now(), versions: copyOf(primary.versions) }];
    }
  }

  /** Lets everything arrive that is due. */
  settle(): void {
    for (const { region, secret, arriving } of [...this.#replicas.values()].flat()) {
      if (this.#stopped.has(region)) continue;
      while (arriving[0] !== undefined && arriving[0].at <= this.#now()) {
        const { versions } = arriving.shift() as Change;
        secret?.versions.splice(0, secret.versions.length, ...versions);
      }
    }
  }

  /**
   * AWS says of `InSync` that the replica was created, and not what it says of a change that is on its way. So that nobody
   * relies on it, `InSync` it stays.
   *
   * @returns undefined for a secret without replicas.
   */
  statusOf(primary: Secret): readonly ReplicaStatus[] | undefined {
    this.settle();
    return this.#replicas.get(primary)?.map(({ region, secret }): ReplicaStatus => {
      const failure = secret === undefined ? 'Secret with this name already exists in this region' : undefined;
      const message = failure ?? this.#stopped.get(region);
      if (message !== undefined) return { Region: region, Status: 'Failed', StatusMessage: message };
      return { Region: region, Status: 'InSync', StatusMessage: 'Replication succeeded' };
    });
  }

  /** From now on nothing arrives in this region. With a message, replication has failed there. */
  stop(region: string, message?: string): void {
    this.settle();
    this.#stopped.set(region, message);
  }

  /** What couldn't arrive does so after the usual time, as after the console's “Retry replication”. */
  resume(region: string): void {
    this.#stopped.delete(region);
    for (const replica of [...this.#replicas.values()].flat().filter((each) => each.region === region)) {
      const last = replica.arriving.at(-1);
      replica.arriving = last === undefined ? [] : [{ ...last, at: this.#now() + this.#lagMs }];
    }
  }
}

function copyOf(versions: readonly SecretVersion[]): SecretVersion[] {
  return versions.map((version) => ({ ...version, stages: new Set(version.stages) }));
}
