import { randomBytes } from 'node:crypto';
import { devNull } from 'node:os';
import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import type { Clock } from '../clock.ts';
import type { Identity } from '../iam/identity.ts';
import { arnMatches } from '../iam/policy.ts';
import { type LocalUrls, localized } from '../local-urls.ts';
import { FunctionPool } from './function-pool.ts';
import { type FunctionSpec, readFunction, unqualified } from './function-spec.ts';
import { InlineCode } from './inline-code.ts';
import { Instance } from './instance.ts';
import type { WriteLog } from './log.ts';
import type { InvocationResult } from './protocol.ts';

export interface LambdaServiceOptions {
  readonly deployment: Deployment;
  readonly instancesPerFunction: number;
  /** Values for variables, in place of the template's, in every function whose template sets the variable. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that edge functions get here. In AWS they have none. */
  readonly edgeEnvironment?: Readonly<Record<string, string>>;
  /** URLs of local services, by the variable that the SDK reads. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Local URLs for variables in the template that hold a URL. Used when a function is prepared. */
  readonly localUrls?: LocalUrls;
  readonly clock: Clock;
  readonly log: WriteLog;
}

/** The parts of Lambda for services that invoke functions. */
export type Functions = Pick<LambdaService, 'prepare' | 'mayInvoke' | 'invoke'>;

/** The service that runs a distribution's functions. */
export const EDGE_SERVICE = 'edgelambda.amazonaws.com';

interface RunningFunction {
  readonly spec: FunctionSpec;
  readonly pool: FunctionPool;
}

interface Permission {
  readonly functionArn: string;
  readonly principal: string;
  readonly sourceArn: string | undefined;
}

const PermissionProperties = v.strictObject({
  Action: v.literal('lambda:InvokeFunction'),
  FunctionName: v.string(),
  Principal: v.string(),
  SourceAccount: inert,
  SourceArn: v.optional(v.string()),
});

/** Lambda: the functions that requests can reach, each in its own processes. */
export class LambdaService {
  readonly #options: LambdaServiceOptions;
  readonly #functions = new Map<string, RunningFunction>();
  readonly #identities = new Map<string, Identity>();
  readonly #permissions: readonly Permission[];
  readonly #inlineCode = new InlineCode();

  constructor(options: LambdaServiceOptions) {
    this.#options = options;
    this.#permissions = readPermissions(options.deployment);
  }

  /**
   * Makes a function ready to be invoked. Its processes start with the first request.
   *
   * @param services the function's role must trust them.
   * @param from the resource that refers to the function.
   * @throws UnsupportedError
   */
  prepare(arn: string, services: readonly string[], from: Resource): FunctionSpec {
    const { deployment, instancesPerFunction, clock, log } = this.#options;
    const spec = readFunction(deployment, arn, services, from, this.#inlineCode.write);
    if (!this.#functions.has(spec.arn)) {
      const { edgeEnvironment } = this.#options;
      const environment = {
        ...this.#environmentOf(spec, arn),
        ...(services.includes(EDGE_SERVICE) && edgeEnvironment),
      };
      const pool = new FunctionPool(() => new Instance(spec, environment, clock, log), instancesPerFunction);
      this.#functions.set(spec.arn, { spec, pool });
    }
    return spec;
  }

  /** Does the function's resource policy let this service invoke it on behalf of that resource? */
  mayInvoke(functionArn: string, principal: string, sourceArn: string): boolean {
    return this.#permissions.some(
      (permission) =>
        permission.functionArn === functionArn &&
        permission.principal === principal &&
        (permission.sourceArn === undefined || arnMatches(permission.sourceArn, sourceArn)),
    );
  }

  /** @param arn of a prepared function. */
  async invoke(arn: string, event: unknown): Promise<InvocationResult> {
    const running = this.#functions.get(unqualified(arn));
    if (running === undefined) throw new Error(`${arn} is invoked, but was not prepared`);
    return running.pool.invoke(arn, event);
  }

  /** Every function has its own access key, which stands for its role. */
  identify(accessKeyId: string): Identity | undefined {
    return this.#identities.get(accessKeyId);
  }

  /** @param inName what the names of these functions have in them; all functions by default. */
  async coldStart(inName = ''): Promise<void> {
    const ended = [...this.#functions.values()].filter(({ spec }) => spec.name.includes(inName));
    await Promise.all(ended.map(({ pool }) => pool.coldStart()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#functions.values()].map(({ pool }) => pool.close()));
    this.#inlineCode.close();
  }

  /** A function's environment: the template's variables, Lambda's own, and the URLs of the local services. */
  #environmentOf(spec: FunctionSpec, arn: string): Record<string, string> {
    const { environment, endpoints, localUrls = new Map() } = this.#options;
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    this.#identities.set(accessKeyId, { role: spec.role, session: spec.name });
    const overridden = Object.entries(environment).filter(([name]) => Object.hasOwn(spec.environment, name));
    return {
      ...Object.fromEntries(Object.entries(spec.environment).map(([key, value]) => [key, localized(value, localUrls)])),
      ...Object.fromEntries(overridden),
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: randomBytes(30).toString('base64'),
      AWS_SESSION_TOKEN: randomBytes(60).toString('base64'),
      AWS_REGION: spec.region,
      AWS_DEFAULT_REGION: spec.region,
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
      AWS_LAMBDA_FUNCTION_NAME: spec.name,
      AWS_LAMBDA_FUNCTION_VERSION: arn.split(':')[7] ?? '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      LAMBDA_TASK_ROOT: spec.taskRoot,
      _HANDLER: spec.handler,
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      ...endpoints,
      // Otherwise the SDK would read the user's own AWS profile, and use a region or an endpoint in it.
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
    };
  }
}

function readPermissions(deployment: Deployment): Permission[] {
  return deployment.resources('AWS::Lambda::Permission').map((resource) => {
    const { FunctionName, Principal, SourceArn } = resource.properties(PermissionProperties);
    const named = deployment.resources('AWS::Lambda::Function').find(({ ref }) => ref === FunctionName);
    return { functionArn: named?.attribute('Arn') ?? FunctionName, principal: Principal, sourceArn: SourceArn };
  });
}
