import { startRestApi } from './api-gateway/api-gateway.ts';
import { readRestApis } from './api-gateway/rest-api.ts';
import { readPlannedKeys, usageCounter } from './api-gateway/usage-plans.ts';
import { readAssembly } from './assembly/assembly.ts';
import { type Deployment, deploy } from './assembly/deployment.ts';
import type { Certificate } from './certificate.ts';
import { type Clock, systemClock } from './clock.ts';
import { startCloudFormation } from './cloudformation/cloudformation.ts';
import { startCloudFront } from './cloudfront/cloudfront.ts';
import { startCloudFrontControl } from './cloudfront/control.ts';
import { DeployedConfig } from './cloudfront/deployed-config.ts';
import { readDistribution, readDistributionConfig } from './cloudfront/distribution.ts';
import { distributionConfig } from './cloudfront/distribution-config.ts';
import type { OnControlCall } from './control-call.ts';
import { createOperator } from './iam/operator.ts';
import { LambdaService } from './lambda/lambda-service.ts';
import type { FunctionLogLine } from './lambda/log.ts';
import { localized } from './local-urls.ts';
import { readBuckets } from './s3/bucket.ts';
import { startBucket } from './s3/bucket-server.ts';
import { readSecretReference, readSecrets } from './secrets-manager/read-secrets.ts';
import { Rotations } from './secrets-manager/rotations.ts';
import { type Secret, SecretStore, versionAt } from './secrets-manager/secret-store.ts';
import { type Outage, startSecretsManager } from './secrets-manager/server.ts';

export type { Clock } from './clock.ts';
export type { ControlCall } from './control-call.ts';
export type { FunctionLogLine } from './lambda/log.ts';
export type { Outage } from './secrets-manager/server.ts';

/** How to run an assembly. Everything but the assembly has a default that suits a test. */
export interface RunAssemblyOptions {
  /** The folder that `cdk synth` wrote. */
  readonly assemblyDir: string;
  /** The viewer's side listens here on 127.0.0.1; 0, the default, takes a free port. */
  readonly port?: number;
  /** The viewer's side serves HTTPS with it, in place of HTTP. */
  readonly certificate?: Certificate;
  /**
   * Secret values in place of the template's own, by the key of the stack output that holds the secret's name or ARN.
   * A function gets the value that the template makes ('' for none).
   */
  readonly secrets?: Readonly<Record<string, string | ((templateValue: string) => string)>>;
  /** Values in place of the template's, in every function whose template sets the variable of that name. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How many requests a function can be answering at once; 2 by default. Further ones wait. */
  readonly instancesPerFunction?: number;
  /** Drives throttling, the authorizer cache and timeouts. Function processes have the machine's own clock. */
  readonly clock?: Clock;
  /** Until the last edge location has a change of the distribution, in ms; 3 s by default. */
  readonly propagationMs?: number;
  /** Told every call of an AWS API that functions and operators make; may break it off. */
  readonly onControlCall?: OnControlCall;
  /** Told every line that a function writes, as it is written. */
  readonly onLog?: (line: FunctionLogLine) => void;
}

/** What a test may do to the local Secrets Manager, beside what functions do to it over the wire. */
export interface SecretsManagerControl {
  /** Of the endpoint that functions are given. */
  readonly url: string;
  /**
   * Puts a new AWSCURRENT version; the one before becomes AWSPREVIOUS.
   * @param secretId name, ARN, or the key of a stack output that holds one.
   * @returns the id of the version.
   */
  put(secretId: string, value: string): string;
  /** The value at that stage, AWSCURRENT by default; undefined when the secret has no such version. */
  get(secretId: string, stage?: string): string | undefined;
  /**
   * Rotates a secret and waits for the end; a rotation that isn't complete goes on in place of a new one.
   * Rejects when its function fails.
   */
  rotate(secretId: string): Promise<void>;
  /** From now on every request fails this way, until `restore`. */
  fail(how: Outage): void;
  restore(): void;
}

/** CloudFront takes minutes; long enough to see old and new side by side. */
const PROPAGATION_MS = 3_000;

/** A long run must not fill the memory with what it said. */
const KEPT_LOG_LINES = 10_000;

/** A running assembly. */
export interface RunningAssembly {
  /** The viewer's side, `http://127.0.0.1:PORT` or `https://…`: what CloudFront's domain is in AWS. */
  readonly url: string;
  /** The origins past CloudFront, by the API's logical id: `http://127.0.0.1:PORT/STAGE`. */
  readonly apis: Readonly<Record<string, string>>;
  /** The outputs of all stacks as AWS would give them, by their keys. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What stands on a request's way in AWS, but only AWS itself can run. It could only refuse more. */
  readonly notRun: readonly string[];
  readonly secretsManager: SecretsManagerControl;
  /** The names of the secrets that rotate, on a schedule or when they are asked to. */
  readonly rotating: readonly string[];
  /** What makes the AWS SDKs and tools of another process call the services here, with every right in the account. */
  readonly operatorEnvironment: Readonly<Record<string, string>>;
  /** The last lines that functions wrote. All lines of an invocation are here before its answer is. */
  readonly logs: readonly FunctionLogLine[];
  /** Ends every process of a function, by its name, or of all functions; the next request is a cold start. */
  coldStart(functionName?: string): Promise<void>;
  /** Ends everything that was started. */
  close(): Promise<void>;
}

/**
 * Serves a synthesized cloud assembly on 127.0.0.1, as AWS would once it is deployed: CloudFront, its edge function, the
 * REST APIs, the functions and Secrets Manager, each a listener or a process of its own.
 *
 * @throws UnsupportedError when the assembly holds, on a request's way, what can't be run here.
 */
export async function runAssembly(options: RunAssemblyOptions): Promise<RunningAssembly> {
  const clock = options.clock ?? systemClock;
  const store = new SecretStore(() => clock.now());
  const deployment = deploy(readAssembly(options.assemblyDir), (reference, region) =>
    readSecretReference(store, reference, region),
  );
  readSecrets(deployment, store);
  const outputs = deployment.outputs();
  const secret = (id: string) => findSecret(store, deployment, outputs[id] ?? id);
  for (const [output, value] of Object.entries(options.secrets ?? {})) {
    if (outputs[output] === undefined) throw new Error(`no stack has an output ${output}`);
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
    const distribution = readDistribution(deployment);
    const operator = createOperator(distribution.resource.account);
    const identify = (accessKeyId: string) =>
      accessKeyId === operator.accessKeyId ? operator : lambda.identify(accessKeyId);
    const { onControlCall } = options;
    const secretsManager = await startSecretsManager(store, identify, {
      rotations: { start: (...asked) => rotations.start(...asked) },
      ...(onControlCall && { onCall: onControlCall }),
    });
    started.push(secretsManager);
    const deployedConfig = new DeployedConfig(
      distributionConfig(readDistributionConfig(distribution), distribution.resource.logicalId),
      clock,
      options.propagationMs ?? PROPAGATION_MS,
    );
    const cloudFrontControl = await startCloudFrontControl(distribution, deployedConfig, identify, onControlCall);
    started.push(cloudFrontControl);
    const endpoints = {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
      AWS_ENDPOINT_URL_CLOUDFRONT: cloudFrontControl.url,
    };
    const localUrls = new Map<string, string>();
    const lambda: LambdaService = new LambdaService({
      deployment,
      instancesPerFunction: options.instancesPerFunction ?? 2,
      environment: options.environment ?? {},
      endpoints,
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
    const apis: Record<string, string> = {};
    const ports = new Map<string, number>();
    for (const api of readRestApis(deployment)) {
      const server = await startRestApi(api, lambda, clock, countUse);
      started.push(server);
      apis[api.logicalId] = `${server.url}/${api.stage.name}`;
      ports.set(api.domainName, server.port);
      localUrls.set(`https://${api.domainName}`, server.url);
    }
    for (const bucket of readBuckets(deployment)) {
      const server = await startBucket(bucket);
      started.push(server);
      ports.set(bucket.domainName, server.port);
    }
    const cloudFront = await startCloudFront(distribution, lambda, (domainName) => ports.get(domainName), clock, {
      port: options.port ?? 0,
      ...(options.certificate && { certificate: options.certificate }),
      customHeadersOf: ({ domainName }) => deployedConfig.customHeaders(domainName),
    });
    started.push(cloudFront);
    for (const host of [distribution.domainName, ...distribution.aliases]) {
      localUrls.set(`https://${host}`, cloudFront.url);
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
      url: cloudFront.url,
      apis,
      outputs,
      notRun: (distribution.webAcl?.managedRuleGroups ?? []).map((name) => `the rules of ${name} in the web ACL`),
      secretsManager: {
        url: secretsManager.url,
        put: (secretId, value) => store.put(secret(secretId), value).id,
        get: (secretId, stage = 'AWSCURRENT') => versionAt(secret(secretId), stage)?.value,
        rotate: (secretId) => rotations.start(secret(secretId)).done,
        fail: (how) => secretsManager.fail(how),
        restore: () => secretsManager.restore(),
      },
      rotating: deployment
        .stacks()
        .flatMap(({ region }) => store.inRegion(region))
        .flatMap(({ name, rotation }) => (rotation === undefined ? [] : [name])),
      operatorEnvironment: {
        ...endpoints,
        AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
        AWS_ACCESS_KEY_ID: operator.accessKeyId,
        AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
      },
      logs,
      coldStart: (functionName) => lambda.coldStart(functionName),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** By name or ARN, in whatever region it is: a control is of the whole deployment. */
function findSecret(store: SecretStore, deployment: Deployment, secretId: string): Secret {
  for (const { region } of deployment.resources('AWS::SecretsManager::Secret')) {
    const found = store.find(region, secretId);
    if (found !== undefined) return found;
  }
  throw new Error(`there is no secret ${secretId}`);
}
