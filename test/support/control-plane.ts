import { readAssembly } from '../../local/assembly/assembly.ts';
import { deploy } from '../../local/assembly/deployment.ts';
import { startCloudFormation } from '../../local/cloudformation/cloudformation.ts';
import { startCloudFrontControl } from '../../local/cloudfront/control.ts';
import { DeployedConfig } from '../../local/cloudfront/deployed-config.ts';
import { readDistributionConfig, readDistributions } from '../../local/cloudfront/distribution.ts';
import { distributionConfig } from '../../local/cloudfront/distribution-config.ts';
import { createOperator } from '../../local/iam/operator.ts';
import { readSecretReference, readSecrets } from '../../local/secrets-manager/read-secrets.ts';
import { SecretStore, versionAt } from '../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../local/secrets-manager/server.ts';
import type { XmlElement } from '../../local/xml.ts';

/**
 * An assembly as AWS's APIs tell it when it is deployed and its secrets are filled in, with nothing that serves requests:
 * for tests that change what was deployed, by hand and by much.
 */
export async function startControlPlane(assemblyDir: string) {
  const store = new SecretStore(Date.now);
  const deployment = deploy(readAssembly(assemblyDir), (reference, region) =>
    readSecretReference(store, reference, region),
  );
  readSecrets(deployment, store);
  for (const { region } of deployment.stacks()) {
    for (const secret of store
      .inRegion(region)
      .filter(({ tags }) => tags.some(({ Key }) => Key === 'provider-secret'))) {
      const fields = Object.keys(JSON.parse(versionAt(secret, 'AWSCURRENT')?.value ?? '{}'));
      store.reset(secret, JSON.stringify(Object.fromEntries(fields.map((field) => [field, 'a key of a test']))));
    }
  }
  const [distribution] = readDistributions(deployment);
  if (distribution === undefined) throw new Error('the assembly has no distribution');
  const template = distributionConfig(readDistributionConfig(distribution), 'made-by-a-test');
  let now = 0;
  const config = new DeployedConfig(template, { now: () => now }, 1_000);
  const operator = createOperator(distribution.resource.account);
  const identify = (accessKeyId: string) => (accessKeyId === operator.accessKeyId ? operator : undefined);
  const servers = {
    secretsManager: await startSecretsManager(store, identify),
    cloudFormation: await startCloudFormation(deployment.stacks(), Date.now(), identify),
    cloudFront: await startCloudFrontControl([{ distribution, config }], identify),
  };
  return {
    store,
    outputs: deployment.outputs(),
    /** Variables that lead the SDK here. */
    environment: {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: servers.secretsManager.url,
      AWS_ENDPOINT_URL_CLOUDFORMATION: servers.cloudFormation.url,
      AWS_ENDPOINT_URL_CLOUDFRONT: servers.cloudFront.url,
      AWS_ACCESS_KEY_ID: operator.accessKeyId,
      AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    },
    /** Changes the distribution's configuration, from what its template says; edge locations don't have it yet. */
    changeDistribution(change: (template: XmlElement) => XmlElement) {
      config.update(change(template));
    },
    /** Every edge location gets it. */
    propagate() {
      now += 1_000;
    },
    async close() {
      for (const server of Object.values(servers)) await server.close();
    },
  };
}
