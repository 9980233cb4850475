import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { onTestFinished } from 'vitest';
import { partsOf } from '../../lib/config/full-stage-name.ts';
import { providerSecretOutput } from '../../lib/secrets/secret-names.ts';
import { apiStackName } from '../../lib/stack-names.ts';
import { startCloudFormation } from '../../local/cloudformation/cloudformation.ts';
import { createOperator } from '../../local/iam/operator.ts';
import type { Secret, Tag } from '../../local/secrets-manager/secret.ts';
import { SecretStore, versionAt } from '../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../local/secrets-manager/server.ts';

const ACCOUNT = '123456789012';

/** A provider's secret as its stack makes it. */
export class DeployedSecret {
  readonly ARN: string;
  readonly region: string;
  /** The one that it is in by default. */
  readonly stack: string;
  readonly output: string;
  readonly tags: readonly Tag[];
  /** In ms since 1970. */
  readonly createdAt: number;
  readonly #initial: string;
  #secret: Secret | undefined;

  /** @param stageName the full one. */
  constructor(stageName: string, owner: string, value: string, createdAt = 0, region = 'us-east-1') {
    this.region = region;
    this.stack = apiStackName(stageName);
    this.output = providerSecretOutput(owner);
    const suffix = String(createdAt).padStart(6, '0').slice(-6);
    this.ARN = `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:${stageName}-${owner}-${suffix}`;
    this.createdAt = createdAt;
    const { name: app, stage } = partsOf(stageName);
    const tags = { app, stage, 'provider-secret': owner };
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

interface Account {
  /** Operations that are denied. */
  readonly refused?: readonly string[];
  /** Secrets that are in no stack, whatever their tags. */
  readonly others?: readonly DeployedSecret[];
  /** The stack that the secrets are in, if that isn't their stage's own. */
  readonly stack?: string;
}

/** The local Secrets Manager with these secrets, and the outputs of their stacks, for whoever may do everything in the account. */
export async function secretsManager(
  secrets: readonly DeployedSecret[],
  { refused = [], others = [], stack }: Account = {},
) {
  let createdAt: number | undefined;
  const store = new SecretStore(() => createdAt ?? Date.now());
  for (const secret of [...secrets, ...others]) {
    createdAt = secret.createdAt;
    secret.createIn(store);
  }
  createdAt = undefined;
  const { accessKeyId, secretAccessKey, session, role } = createOperator(ACCOUNT);
  const Action = refused.map((operation) => `secretsmanager:${operation}`);
  const statements = [...role.statements, { Effect: 'Deny' as const, Action, Resource: ['*'] }];
  const calls: string[] = [];
  const identify = (key: string) => (key === accessKeyId ? { session, role: { ...role, statements } } : undefined);
  const server = await startSecretsManager(store, identify, {
    onCall: async ({ action, phase }) => void (phase === 'before' && calls.push(action)),
  });
  onTestFinished(() => server.close());
  const stacks = secrets.map((secret) => {
    const { region, output: key, ARN: value } = secret;
    const name = stack ?? secret.stack;
    const id = `arn:aws:cloudformation:${region}:${ACCOUNT}:stack/${name}/1`;
    return { id, name, region, outputs: [{ key, value, description: undefined }] };
  });
  const cloudFormation = await startCloudFormation(stacks, 0, identify);
  onTestFinished(() => cloudFormation.close());
  const credentials = { accessKeyId, secretAccessKey };
  const client = new SecretsManagerClient({ region: 'us-east-1', endpoint: server.url, credentials });
  onTestFinished(() => client.destroy());
  const outputs = async () =>
    Object.fromEntries(stacks.flatMap((each) => each.outputs.map(({ key, value }) => [key, value])));
  const environment = {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url,
    AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  return { client, outputs, environment, calls };
}
