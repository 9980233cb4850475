import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Function as LambdaFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { env } from '../../lambda/shared/settings/environment.ts';
import { bundledCode } from '../bundling/bundled-code.ts';
import { addOwnTag } from '../own-tags.ts';
import { FUNCTION_TAG } from './function-tag.ts';
import { regionalRuntime } from './runtime.ts';

export interface RegionalFunctionProps {
  /** The function's folder below `lambda/`. */
  readonly folder: string;
  /** Whether its handler is started once for each project, by that of `shared/projects`. Default: false. */
  readonly byProject?: boolean;
  /** Tools and tests find the function by it. By default its folder; functions that share a folder need one each. */
  readonly functionId?: string;
  readonly description: string;
  readonly logsDays: RetentionDays;
  /** Whether X-Ray has traces of the function: of those requests that API Gateway chose. */
  readonly traced: boolean;
  /** 10 s by default, since a viewer is waiting. */
  readonly timeout?: Duration;
  readonly environment?: Readonly<Record<string, string>>;
  /** Files it reads at start, put into its bundle. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A regional function with the defaults of all of them. Its role may write its own log and traces. */
export class RegionalFunction extends Construct {
  readonly function: LambdaFunction;
  readonly functionId: string;

  constructor(scope: Construct, id: string, props: RegionalFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', { retention: props.logsDays, removalPolicy: RemovalPolicy.DESTROY });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Runs ${props.folder} of Stagepass`,
    });
    logGroup.grantWrite(role);
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: bundledCode(`lambda/${props.folder}`, regionalRuntime, props.files, props.byProject),
      handler: 'index.handler',
      runtime: regionalRuntime.lambda,
      architecture: Architecture.ARM_64,
      // Not for the memory but for the CPU, of which it gives more than half of one. The first request loads its modules
      // in a quarter of the time that 256 MB would take, for some cents more per million tokens.
      memorySize: 1024,
      timeout: props.timeout ?? Duration.seconds(10),
      tracing: props.traced ? Tracing.ACTIVE : Tracing.DISABLED,
      logGroup,
      role,
      environment: { ...props.environment },
    });
    // Said in the template, so that a deployment turns it off where it was on.
    if (!props.traced) {
      (this.function.node.defaultChild as CfnFunction).tracingConfig = { mode: Tracing.PASS_THROUGH };
    }
    this.functionId = props.functionId ?? props.folder;
    addOwnTag(this.function, FUNCTION_TAG, this.functionId);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray’s PutTraceSegments and PutTelemetryRecords name no resource: they can only be granted on *.',
    });
  }

  /** Lets the function read this secret and sets the variable with its ARN, so that both are always the same secret. */
  readsSecret(secret: ISecret): void {
    this.#mayRead([secret]);
    this.function.addEnvironment(env.secretArn, secret.secretArn);
  }

  /**
   * The same for the secrets of projects: their ARNs are in one variable, by the projects' names. The names are in the
   * code, too, and a deployment changes code and variables one after the other, so their order must not count.
   */
  readsSecrets(secrets: Readonly<Record<string, ISecret>>): void {
    this.#mayRead(Object.values(secrets));
    const arns = Object.entries(secrets).map(([project, { secretArn }]) => [project, secretArn]);
    this.function.addEnvironment(env.secretArns, Stack.of(this).toJsonString(Object.fromEntries(arns)));
  }

  #mayRead(secrets: readonly ISecret[]): void {
    const resources = secrets.map(({ secretArn }) => secretArn);
    this.function.addToRolePolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources }));
  }
}
