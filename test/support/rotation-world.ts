import type { OriginHeader } from '../../lambda/rotate-origin/origin-header.ts';
import { inUseSince } from '../../lambda/shared/rotation/in-use-label.ts';
import type { ReplicatedSecret } from '../../lambda/shared/secrets/await-replicas.ts';
import type { RotatingSecret } from '../../lambda/shared/secrets/rotating-secret.ts';
import type { ReadSecret } from '../../lambda/shared/secrets/secrets-manager.ts';
import { DeployedConfig } from '../../local/cloudfront/deployed-config.ts';
import { customHeadersIn, distributionConfig } from '../../local/cloudfront/distribution-config.ts';
import { createOperator } from '../../local/iam/operator.ts';
import { describeSecret } from '../../local/secrets-manager/describe-secret.ts';
import { getSecretValue } from '../../local/secrets-manager/get-secret-value.ts';
import type { SecretsManagerOperation } from '../../local/secrets-manager/operation.ts';
import { putSecretValue } from '../../local/secrets-manager/put-secret-value.ts';
import type { Secret } from '../../local/secrets-manager/secret.ts';
import { SecretStore, versionAt } from '../../local/secrets-manager/secret-store.ts';
import { updateSecretVersionStage } from '../../local/secrets-manager/update-secret-version-stage.ts';

/** The function's process is gone: nothing that it would have done next is done. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Every call that a rotation makes goes through this: how long it takes, and where it is cut off. */
export interface Wire {
  /** @throws Killed */
  call<T>(action: string, effect: () => T): Promise<T>;
}

export const directWire: Wire = { call: async (_action, effect) => effect() };

/** Counts calls, and kills before or after the effect of those that are told. */
export class KillingWire implements Wire {
  /** Two for each call: before its effect, and after it. */
  points = 0;
  readonly actions: string[] = [];
  readonly #wire: Wire;
  readonly #killAt: (point: number) => boolean;

  constructor(killAt: (point: number) => boolean, wire: Wire = directWire) {
    this.#killAt = killAt;
    this.#wire = wire;
  }

  async call<T>(action: string, effect: () => T): Promise<T> {
    this.actions.push(action);
    this.#pass(`before ${action}`);
    const result = await this.#wire.call(action, effect);
    this.#pass(`after ${action}`);
    return result;
  }

  #pass(point: string): void {
    this.points += 1;
    if (this.#killAt(this.points - 1)) throw new Killed(point);
  }
}

const REGION = 'us-east-1';
const caller = { ...createOperator('123456789012'), region: REGION };

/** Secrets Manager's own rules for labels and versions, in memory. */
export class SecretsWorld {
  readonly store: SecretStore;

  constructor(now: () => number, replicationMs = 0) {
    this.store = new SecretStore(now, replicationMs);
  }

  create(name: string, value: string): Secret {
    return this.store.create(`arn:aws:secretsmanager:${REGION}:123456789012:secret:${name}-AbCdEf`, name, value);
  }

  /** What RotateSecret does first; the same version while a rotation is not complete. */
  begin(secret: Secret, token: string): string {
    const pending = versionAt(secret, 'AWSPENDING');
    if (pending !== undefined && !pending.stages.has('AWSCURRENT')) return pending.id;
    return this.store.put(secret, undefined, { id: token, stages: ['AWSPENDING'] }).id;
  }

  /** As the rotation's SDK calls would do it, without replicas. */
  rotating(secret: Secret, wire: Wire): RotatingSecret {
    const ask = (
      action: string,
      operation: SecretsManagerOperation,
      input: object,
    ): Promise<Readonly<Record<string, unknown>>> =>
      wire.call(action, () => ({ ...operation({ SecretId: secret.arn, ...input }, caller, this.store) }));
    return {
      async labels() {
        const { VersionIdsToStages } = await ask('DescribeSecret', describeSecret, {});
        const versions = Object.entries(VersionIdsToStages as Record<string, string[]>);
        return Object.fromEntries(versions.flatMap(([id, stages]) => stages.map((stage) => [stage, id])));
      },
      read: async (id) =>
        wire.call('GetSecretValue', () => {
          const version = secret.versions.find((known) => known.id === id);
          return version?.value === undefined ? undefined : { value: version.value, createdAt: version.createdAt };
        }),
      async putPending(id, value) {
        const input = { ClientRequestToken: id, SecretString: value, VersionStages: ['AWSPENDING'] };
        await ask('PutSecretValue', putSecretValue, input);
      },
      async move(label, to, from) {
        const input = {
          VersionStage: label,
          ...(to !== undefined && { MoveToVersionId: to }),
          ...(from !== undefined && { RemoveFromVersionId: from }),
        };
        await ask(`UpdateSecretVersionStage ${label}`, updateSecretVersionStage, input);
      },
      settled: async () => {},
    };
  }

  /** As a rotation sees its replicas. */
  replicated(secret: Secret, wire: Wire): ReplicatedSecret {
    return {
      replicas: () =>
        wire.call('DescribeSecret', () =>
          (this.store.replication.statusOf(secret) ?? []).map(({ Region, Status, StatusMessage }) => ({
            region: Region,
            status: Status,
            message: StatusMessage,
          })),
        ),
      read: this.reader(secret, wire),
      replicaReader: (region) => this.reader(secret, wire, region),
    };
  }

  /** As guard and authorizer read it, or its replica in another region. */
  reader(secret: Secret, wire: Wire = directWire, region = REGION): ReadSecret {
    return (stage) =>
      wire.call('GetSecretValue', () => {
        try {
          const input = { SecretId: secret.name, VersionStage: stage };
          const answer = getSecretValue(input, { ...caller, region }, this.store) as {
            SecretString: string;
            CreatedDate: number;
            VersionStages: string[];
          };
          return {
            value: answer.SecretString,
            createdAt: answer.CreatedDate * 1000,
            inUseSince: inUseSince(answer.VersionStages),
            labels: answer.VersionStages,
          };
        } catch {
          return undefined;
        }
      });
  }

  value(secret: Secret, stage = 'AWSCURRENT'): string | undefined {
    return versionAt(secret, stage)?.value;
  }
}

const HEADER = 'x-stagepass-origin';
const DOMAIN = 'api.example.com';

/** A distribution with one origin, that takes a while to be deployed. */
export class DistributionWorld {
  readonly #deployed: DeployedConfig;

  constructor(value: string, now: () => number, propagationMs: number) {
    this.#deployed = new DeployedConfig(configWith(value), { now }, propagationMs);
  }

  /** What the configuration says; locations may still send another. */
  get configured(): string {
    return customHeadersIn(this.#deployed.config).get(DOMAIN)?.get(HEADER) ?? '';
  }

  /** What the next request to the origin gets. */
  sent(): string {
    return this.#deployed.customHeaders(DOMAIN).get(HEADER) ?? '';
  }

  /** As a deployment would, that resolves the template's reference anew. */
  set(value: string): void {
    this.#deployed.update(configWith(value));
  }

  header(wire: Wire): OriginHeader {
    return {
      is: (value) => wire.call('GetDistributionConfig', () => this.configured === value),
      set: (value) => wire.call('UpdateDistribution', () => this.set(value)),
      state: (value) =>
        wire.call('GetDistribution', () => {
          if (this.configured !== value) return 'another value';
          return this.#deployed.status === 'Deployed' ? 'deployed' : 'in progress';
        }),
    };
  }
}

function configWith(value: string) {
  const header = { HeaderName: HEADER, HeaderValue: value };
  return distributionConfig({ Origins: [{ DomainName: DOMAIN, OriginCustomHeaders: [header] }] }, 'test');
}
