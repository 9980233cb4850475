import { startRestApi } from './api-gateway/api-gateway.ts';
import { readRestApis } from './api-gateway/rest-api.ts';
import { readPlannedKeys, usageCounter } from './api-gateway/usage-plans.ts';
import { readAssembly } from './assembly/assembly.ts';
import { byKey } from './assembly/by-key.ts';
import { type Deployment, deploy } from './assembly/deployment.ts';
import { systemClock } from './clock.ts';
import { startCloudFormation } from './cloudformation/cloudformation.ts';
import { startCloudFront } from './cloudfront/cloudfront.ts';
import { startCloudFrontControl } from './cloudfront/control.ts';
import { DeployedConfig } from './cloudfront/deployed-config.ts';
import { originsOf, readDistributionConfig, readDistributions } from './cloudfront/distribution.ts';
import { distributionConfig } from './cloudfront/distribution-config.ts';
import { createOperator } from './iam/operator.ts';
import { LambdaService } from './lambda/lambda-service.ts';
import type { FunctionLogLine } from './lambda/log.ts';
import { localized } from './local-urls.ts';
import { startOtherServices } from './other-services.ts';
import { Regions } from './regions.ts';
import type { RunAssemblyOptions, RunningAssembly } from './running-assembly.ts';
import { readBuckets } from './s3/bucket.ts';
import { startBucket } from './s3/bucket-server.ts';
import { readSecretReference, readSecrets } from './secrets-manager/read-secrets.ts';
import { Rotations } from './secrets-manager/rotations.ts';
import type { Secret } from './secrets-manager/secret.ts';
import { SecretStore, versionAt } from './secrets-manager/secret-store.ts';
import { startSecretsManager } from './secrets-manager/server.ts';

export type { Clock } from './clock.ts';
export type { ControlCall } from './control-call.ts';
export type { FunctionLogLine } from './lambda/log.ts';
export type { AnsweredRequest, Call, Part, Step } from './request-way.ts';
export type {
  RegionsControl,
  ReplicationControl,
  RunAssemblyOptions,
  RunningAssembly,
  SecretsManagerControl,
} from './running-assembly.ts';
export type { Outage } from './secrets-manager/server.ts';

/** CloudFront takes minutes. This is long enough for old and new configuration to be in use at the same time. */
const PROPAGATION_MS = 3_000;

/** Long enough for a secret and its replica to differ. */
const REPLICATION_MS = 1_000;

/** CloudFront is everywhere, but its API is there. */
const CLOUDFRONT_REGION = 'us-east-1';

/** Older lines are dropped, so that a long run doesn't fill the memory. */
const KEPT_LOG_LINES = 10_000;

/**
 * Serves a synthesized cloud assembly on 127.0.0.1, as AWS would once it is deployed: distributions and their edge
 * functions, REST APIs, functions and Secrets Manager, each a listener or a process of its own.
 *
 * @throws UnsupportedError when requests would need something in the assembly that can't be run here; Error when nothing
 * in it answers requests.
 */
export async function runAssembly(options: RunAssemblyOptions): Promise<RunningAssembly> {
  const clock = options.clock ?? systemClock;
  const store = new SecretStore(() => clock.now(), options.replicationMs ?? REPLICATION_MS);
  const stacks = readAssembly(options.assemblyDir, options.stacks);
  const deployment = deploy(stacks, (reference, region) => readSecretReference(store, reference, region));
  readSecrets(deployment, store);
  const outputs = deployment.outputs();
  const secret = (id: string) => findSecret(store, deployment, outputs[id] ?? id);
  for (const [output, value] of Object.entries(options.secrets ?? {})) {
    const replaced = secret(output);
    const templateValue = versionAt(replaced, 'AWSCURRENT')?.value ?? '';
    store.reset(replaced, typeof value === 'string' ? value : value(templateValue));
  }

  const logs: FunctionLogLine[] = [];
  const started: { close(): Promise<void> | void }[] = [];
  const close = async () => {
    for (const part of started.splice(0).reverse()) await part.close();
  };
  try {
    const distributions = readDistributions(deployment).map((distribution) => ({
      distribution,
      config: new DeployedConfig(
        distributionConfig(readDistributionConfig(distribution), distribution.resource.logicalId),
        clock,
        options.propagationMs ?? PROPAGATION_MS,
      ),
    }));
    const apis = readRestApis(deployment);
    if (distributions.length === 0 && apis.length === 0) {
      throw new Error(`${options.assemblyDir} holds neither a distribution nor a REST API: nothing answers requests`);
    }
    if (distributions.length === 0 && options.certificate !== undefined) {
      throw new Error('a certificate is for distributions, and the assembly has none');
    }
    const operator = createOperator(stacks[0]?.account ?? '');
    const identify = (accessKeyId: string) =>
      accessKeyId === operator.accessKeyId ? operator : lambda.identify(accessKeyId);
    const { onControlCall } = options;
    const secretsManager = await startSecretsManager(store, identify, {
      rotations: { start: (...asked) => rotations.start(...asked) },
      ...(onControlCall && { onCall: onControlCall }),
    });
    started.push(secretsManager);
    const regions = new Regions();
    for (const region of new Set(stacks.map((stack) => stack.region))) {
      regions.add(region, {
        lose() {
          secretsManager.fail('hang', region);
          store.replication.stop(region);
        },
        giveBack() {
          secretsManager.restore(region);
          store.replication.resume(region);
        },
      });
    }
    const cloudFrontControl = await startCloudFrontControl(distributions, identify, onControlCall);
    started.push(cloudFrontControl);
    if (distributions.length > 0) regions.addServer(CLOUDFRONT_REGION, cloudFrontControl);
    const endpoints = {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
      AWS_ENDPOINT_URL_CLOUDFRONT: cloudFrontControl.url,
    };
    const otherServices = await startOtherServices();
    started.push(otherServices);
    const localUrls = new Map<string, string>();
    const lambda: LambdaService = new LambdaService({
      deployment,
      instancesPerFunction: options.instancesPerFunction ?? 2,
      environment: options.environment ?? {},
      ...(options.edgeEnvironment && { edgeEnvironment: options.edgeEnvironment }),
      endpoints: { ...endpoints, AWS_ENDPOINT_URL: otherServices.url },
      localUrls,
      clock,
      log(logicalId, stream, text) {
        const line = { function: logicalId, stream, text };
        logs.push(line);
        if (logs.length > KEPT_LOG_LINES) logs.shift();
        options.onLog?.(line);
      },
    });
    started.push(lambda);

    const countUse = usageCounter(readPlannedKeys(deployment), () => clock.now());
    const ports = new Map<string, number>();
    const apiUrls = [];
    for (const [index, api] of apis.entries()) {
      const port = distributions.length === 0 && index === 0 ? options.port : 0;
      const server = await startRestApi(api, lambda, clock, countUse, port);
      started.push(server);
      ports.set(api.domainName, server.port);
      regions.addServer(api.region, server);
      localUrls.set(`https://${api.domainName}`, server.url);
      apiUrls.push({ ...api, key: api.logicalId, value: `${server.url}/${api.stage.name}` });
    }
    const origins = distributions.flatMap(({ distribution }) => distribution.behaviors.flatMap(originsOf));
    for (const bucket of readBuckets(deployment, new Set(origins.map(({ domainName }) => domainName)))) {
      const server = await startBucket(bucket);
      started.push(server);
      ports.set(bucket.domainName, server.port);
    }
    const distributionUrls = [];
    for (const [index, { distribution, config }] of distributions.entries()) {
      const server = await startCloudFront(distribution, lambda, (domainName) => ports.get(domainName), clock, {
        port: index === 0 ? (options.port ?? 0) : 0,
        ...(options.host && { host: options.host }),
        ...(options.certificate && { certificate: options.certificate }),
        ...(options.onRequest && { onRequest: options.onRequest }),
        ...(options.told && { told: options.told }),
        customHeadersOf: ({ domainName }) => config.customHeaders(domainName),
        isReachable: (domainName) => !regions.isLost(regionIn(domainName)),
      });
      started.push(server);
      for (const host of [distribution.domainName, ...distribution.aliases]) {
        localUrls.set(`https://${host}`, server.url);
      }
      const { stackName, logicalId } = distribution.resource;
      distributionUrls.push({ stackName, key: logicalId, value: server.url });
    }
    const cloudFormation = await startCloudFormation(
      deployment.stacks().map((stack) => ({
        ...stack,
        outputs: stack.outputs.map((output) => ({ ...output, value: localized(output.value, localUrls) })),
      })),
      clock.now(),
      identify,
      onControlCall,
    );
    started.push(cloudFormation);
    const rotations: Rotations = new Rotations(store, lambda, clock);
    started.push(rotations);
    await rotations.schedule(deployment);

    return {
      url: [...distributionUrls, ...apiUrls][0]?.value ?? '',
      distributions: byKey(distributionUrls),
      apis: byKey(apiUrls),
      outputs,
      notRun: distributions.flatMap(({ distribution: { webAcl } }) =>
        (webAcl?.managedRuleGroups ?? []).map((name) => `the rules of ${name} in the web ACL`),
      ),
      secretsManager: {
        url: secretsManager.url,
        put: (secretId, value) => store.put(secret(secretId), value).id,
        get: (secretId, stage = 'AWSCURRENT', region) => {
          const primary = secret(secretId);
          const read = region === undefined ? primary : store.find(region, primary.name);
          return read && versionAt(read, stage)?.value;
        },
        rotate: (secretId) => rotations.start(secret(secretId)).done,
        fail: (how, region) => secretsManager.fail(how, region),
        restore: (region) => secretsManager.restore(region),
        replication: {
          pause: (region) => store.replication.stop(region),
          fail: (region, message) => store.replication.stop(region, message),
          resume: (region) => store.replication.resume(region),
        },
      },
      regions: { lose: (region) => regions.lose(region), giveBack: (region) => regions.giveBack(region) },
      rotating: [...new Set(deployment.stacks().map(({ region }) => region))]
        .flatMap((region) => store.inRegion(region))
        .flatMap(({ name, rotation }) => (rotation === undefined ? [] : [name])),
      operatorEnvironment: {
        ...endpoints,
        AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
        AWS_ACCESS_KEY_ID: operator.accessKeyId,
        AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
      },
      logs,
      coldStart: (inName) => lambda.coldStart(inName),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `ID.execute-api.REGION.amazonaws.com`, `BUCKET.s3.REGION.amazonaws.com` */
function regionIn(originDomainName: string): string {
  return originDomainName.split('.').at(-3) ?? '';
}

/** Finds a secret, not a replica, by name, ARN or stack output, in all regions of the deployment. */
function findSecret(store: SecretStore, deployment: Deployment, secretId: string): Secret {
  const regions = new Set(deployment.resources('AWS::SecretsManager::Secret').map(({ region }) => region));
  for (const region of regions) {
    const found = store.find(region, secretId);
    if (found !== undefined) return found.primary ?? found;
  }
  throw new Error(`no stack has an output ${secretId} that names a secret, and there is none of that name`);
}
