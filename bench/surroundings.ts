import { randomBytes } from 'node:crypto';
import { connectionOf, connectProviders } from '../commands/start/providers.ts';
import { functionIdOf } from '../lib/functions/function-tag.ts';
import { type RestApi, readRestApis } from '../local/api-gateway/rest-api.ts';
import { readAssembly } from '../local/assembly/assembly.ts';
import { type Deployment, deploy } from '../local/assembly/deployment.ts';
import { type FunctionSpec, readFunction } from '../local/lambda/function-spec.ts';
import { readSecretReference, readSecrets } from '../local/secrets-manager/read-secrets.ts';
import type { Secret } from '../local/secrets-manager/secret.ts';
import { SecretStore, versionAt } from '../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../local/secrets-manager/server.ts';
import { benchStage } from './stage.ts';

/** What a function needs to run by itself: local services, and environment variables with their URLs. */
export interface Surroundings {
  /** @param id the value of the function's tag `stagepass-function`. */
  find(id: string): { readonly spec: FunctionSpec; readonly environment: Readonly<Record<string, string>> };
  /** The APIs that its functions stand behind. */
  readonly apis: readonly RestApi[];
  /** The current value of the secret with this name, ARN or stack output. */
  secret(id: string): string;
  close(): Promise<void>;
}

/** Secrets Manager and the providers' stand-ins for an assembly, without CloudFront or API Gateway before them. */
export async function startSurroundings(assemblyDir: string): Promise<Surroundings> {
  const stacks = readAssembly(assemblyDir);
  const store = new SecretStore(Date.now);
  const deployment = deploy(stacks, (reference, region) => readSecretReference(store, reference, region));
  readSecrets(deployment, store);
  const outputs = deployment.outputs();
  const providers = await connectProviders(new Set(Object.keys(outputs)), {}, benchStage.providers);
  const { secrets, environment: overrides } = connectionOf(providers);
  const roles = new Map<string, FunctionSpec>();
  const secretsManager = await startSecretsManager(store, (accessKeyId) => {
    const spec = roles.get(accessKeyId);
    return spec && { role: spec.role, session: spec.name };
  });
  const secretOf = (id: string) => findSecret(store, deployment, outputs[id] ?? id);
  for (const [output, value] of Object.entries(secrets)) {
    store.reset(secretOf(output), value);
  }

  return {
    find(id) {
      const resource = deployment.resources('AWS::Lambda::Function').find((candidate) => {
        const { template } = stacks.find(({ name }) => name === candidate.stackName) ?? {};
        return functionIdOf(template?.Resources[candidate.logicalId]?.Properties) === id;
      });
      if (resource === undefined) throw new Error(`the assembly holds no function ${id}`);
      const spec = readFunction(deployment, resource.attribute('Arn'), ['lambda.amazonaws.com'], resource);
      const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
      roles.set(accessKeyId, spec);
      const overridden = Object.entries(overrides).filter(([name]) => Object.hasOwn(spec.environment, name));
      return {
        spec,
        environment: {
          ...spec.environment,
          ...(Object.fromEntries(overridden) as Record<string, string>),
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: randomBytes(30).toString('base64'),
          AWS_SESSION_TOKEN: randomBytes(60).toString('base64'),
          AWS_REGION: spec.region,
          AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
        },
      };
    },
    apis: readRestApis(deployment),
    secret(id) {
      return versionAt(secretOf(id), 'AWSCURRENT')?.value ?? '';
    },
    async close() {
      await secretsManager.close();
      for (const provider of providers) await provider.close();
    },
  };
}

function findSecret(store: SecretStore, deployment: Deployment, id: string): Secret {
  for (const { region } of deployment.resources('AWS::SecretsManager::Secret')) {
    const found = store.find(region, id);
    if (found !== undefined) return found;
  }
  throw new Error(`there is no secret ${id}`);
}
