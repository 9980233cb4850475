import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { onTestFinished } from 'vitest';
import { partsOf } from '../../lib/config/full-stage-name.ts';
import { createOperator } from '../../local/iam/operator.ts';
import { type Secret, SecretStore, type Tag, versionAt } from '../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../local/secrets-manager/server.ts';

const ACCOUNT = '123456789012';

/** A provider's secret as its stack makes it. */
export class DeployedSecret {
  readonly ARN: string;
  readonly tags: readonly Tag[];
  /** In ms since 1970. */
  readonly createdAt: number;
  readonly #initial: string;
  #secret: Secret | undefined;

  /** @param stageName the full one. */
  constructor(stageName: string, owner: string, value: string, createdAt = 0, region = 'us-east-1') {
    const suffix = String(createdAt).padStart(6, '0').slice(-6);
    this.ARN = `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:${stageName}-${owner}-${suffix}`;
    this.createdAt = createdAt;
    const { name: app, stage } = partsOf(stageName);
    const tags = { app, stage, 'provider-secret': owner, 'aws:cloudformation:stack-name': 'any' };
    this.tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    this.#initial = value;
  }

  createIn(store: SecretStore): void {
    this.#secret = store.create(this.ARN, this.ARN.split(':')[6]?.slice(0, -7) ?? '', this.#initial, this.tags);
  }

  get value(): string {
    return (this.#secret && versionAt(this.#secret, 'AWSCURRENT')?.value) ?? this.#initial;
  }
}

/**
 * The local Secrets Manager with these secrets, for whoever may do everything in the account.
 *
 * @param refused operations that are denied nevertheless.
 */
export async function secretsManager(secrets: readonly DeployedSecret[], refused: readonly string[] = []) {
  let createdAt: number | undefined;
  const store = new SecretStore(() => createdAt ?? Date.now());
  for (const secret of secrets) {
    createdAt = secret.createdAt;
    secret.createIn(store);
  }
  createdAt = undefined;
  const { accessKeyId, secretAccessKey, session, role } = createOperator(ACCOUNT);
  const Action = refused.map((operation) => `secretsmanager:${operation}`);
  const statements = [...role.statements, { Effect: 'Deny' as const, Action, Resource: ['*'] }];
  const calls: string[] = [];
  const server = await startSecretsManager(
    store,
    (key) => (key === accessKeyId ? { session, role: { ...role, statements } } : undefined),
    { onCall: async ({ action, phase }) => void (phase === 'before' && calls.push(action)) },
  );
  onTestFinished(() => server.close());
  const credentials = { accessKeyId, secretAccessKey };
  const client = new SecretsManagerClient({ region: 'us-east-1', endpoint: server.url, credentials });
  onTestFinished(() => client.destroy());
  const environment = {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  return { client, environment, calls };
}
