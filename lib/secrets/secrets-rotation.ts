import { type CfnElement, Duration, Stack, Validations } from 'aws-cdk-lib';
import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type Audience, audiences, mayUse } from '../../api/route.ts';
import { adminOpenApiRoute, clientOpenApiRoute } from '../../lambda/openapi/contract.ts';
import type { OriginRotationOptions } from '../../lambda/rotate-origin/options.ts';
import { ROTATING_SECRETS_FILE, type RotatingSecrets } from '../../lambda/rotation-check/options.ts';
import { callerHeader } from '../../lambda/shared/identity/caller-header.ts';
import { SETTLE_SECONDS } from '../../lambda/shared/rotation/rotation.ts';
import { env } from '../../lambda/shared/settings/environment.ts';
import { METRICS_NAMESPACE, type MetricName, writtenMetrics } from '../../lambda/shared/telemetry/metrics.ts';
import type { TokenApi } from '../apis/token-api.ts';
import { usageLimit } from '../config/caller.ts';
import { originReplicaRegions, replicaRegions } from '../config/replica-regions.ts';
import { callersWithPassword, isTraced, type StageConfig } from '../config/stage.ts';
import { RegionalFunction } from '../functions/regional-function.ts';
import { acknowledgeCallerSecrets, callerSecretArns, originSecretArn } from './secret-arns.ts';
import { callerSecretName, EDGE_REGION, originSecretName } from './secret-names.ts';

export interface SecretsRotationProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  readonly callerSecrets: readonly ISecret[];
  readonly originSecret: ISecret;
  readonly distribution: IDistribution;
  /** The edge function that the distribution has. */
  readonly guard: IVersion;
  /** The ARN of the distribution's web ACL, if it has one. */
  readonly webAcl: string | undefined;
  /** The APIs of each of the stage’s regions. */
  readonly apis: readonly Readonly<Record<Audience, TokenApi>>[];
}

/** How often rotations are checked, and at how many checks in a row one may be unfinished. */
const CHECK_EVERY = Duration.hours(1);
const CHECKS_BEFORE_ALARM = 3;

/** What the check reports and its alarm reads. */
const UNFINISHED: MetricName = 'UnfinishedRotations';

/** A route of each API that every caller may use, and that needs no provider. */
const probeRoutes = { client: clientOpenApiRoute, admin: adminOpenApiRoute };

/** Rotates secrets on a schedule, with alarms for rotations that fail or are overdue. */
export class SecretsRotation extends Construct {
  constructor(scope: Construct, id: string, props: SecretsRotationProps) {
    super(scope, id);
    const { stageName, stage, callerSecrets, originSecret } = props;
    const { passwordsEveryDays, originEveryDays } = stage.rotation;
    const functions: RegionalFunction[] = [];
    const rotating: string[] = [];
    if (passwordsEveryDays !== undefined) {
      const rotator = this.passwordRotator(props);
      functions.push(rotator);
      rotating.push(...callersWithPassword(stage).map((caller) => callerSecretName(stageName, caller)));
      this.schedule(rotator, callerSecrets, passwordsEveryDays);
    }
    if (originEveryDays !== undefined) {
      const rotator = this.originRotator(props);
      functions.push(rotator);
      rotating.push(originSecretName(stageName));
      this.schedule(rotator, [originSecret], originEveryDays);
    }
    const check = this.check(props, rotating);
    for (const each of [...functions, check]) this.errorAlarm(each);
    this.unfinishedAlarm(props);
  }

  private passwordRotator({ stage, stageName }: SecretsRotationProps): RegionalFunction {
    const replicated = replicaRegions(stage);
    const rotator = new RegionalFunction(this, 'Password', {
      folder: 'rotate-password',
      description: `Stagepass ${stageName}: gives callers new passwords`,
      logsDays: stage.retention.logsDays,
      traced: isTraced(stage),
      // The last step waits two times for the new value to be known everywhere, and until the replicas have what is there:
      // before it begins, and after each of its four changes.
      timeout: Duration.minutes(replicated.length === 0 ? 2 : 5),
      environment: { [env.settleSeconds]: String(SETTLE_SECONDS) },
    });
    mayRotate(rotator, callerSecretArns(this, stageName));
    if (replicated.length > 0)
      mayReadReplicas(
        rotator,
        replicated.map((region) => callerSecretArns(this, stageName, region)),
      );
    acknowledgeCallerSecrets(this, stageName, rotator.function.role, [EDGE_REGION, ...replicated]);
    return rotator;
  }

  private originRotator(props: SecretsRotationProps): RegionalFunction {
    const { stage, stageName, originSecret, distribution, guard, webAcl, apis } = props;
    const options: OriginRotationOptions = {
      distributionId: distribution.distributionId,
      probes: audiences.flatMap((audience) => {
        const caller = probeCaller(stage, audience);
        if (caller === undefined) return [];
        return apis.map((ofRegion) => ({
          url: ofRegion[audience].restApi.urlForPath(probeRoutes[audience].path),
          caller,
        }));
      }),
    };
    const rotator = new RegionalFunction(this, 'Origin', {
      folder: 'rotate-origin',
      description: `Stagepass ${stageName}: gives CloudFront a new value to prove itself with`,
      logsDays: stage.retention.logsDays,
      traced: isTraced(stage),
      // It takes minutes until all edge locations send the new header.
      timeout: Duration.minutes(15),
      environment: {
        [env.settleSeconds]: String(SETTLE_SECONDS),
        [env.options]: Stack.of(this).toJsonString(options),
      },
    });
    mayRotate(rotator, originSecret.secretArn);
    const replicas = originReplicaRegions(stage).map((region) => originSecretArn(this, stageName, region));
    if (replicas.length > 0) mayReadReplicas(rotator, replicas);
    rotator.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['cloudfront:GetDistribution', 'cloudfront:GetDistributionConfig', 'cloudfront:UpdateDistribution'],
        resources: [distribution.distributionArn],
      }),
    );
    // Updating a distribution that has an edge function needs these actions. They are granted for any version: during a
    // deployment the distribution may already have the new one, while this policy is still the old one.
    const { functionArn } = guard.lambda;
    rotator.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['lambda:GetFunction', 'lambda:EnableReplication*'],
        resources: [functionArn, `${functionArn}:*`],
      }),
    );
    if (webAcl !== undefined) {
      // Updating a distribution that has a web ACL needs this one.
      rotator.function.addToRolePolicy(new PolicyStatement({ actions: ['wafv2:GetWebACL'], resources: [webAcl] }));
    }
    Validations.of(rotator.function.role ?? rotator).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Action::lambda:EnableReplication*]',
        reason: 'The action’s name ends with an asterisk; it is granted on the guard alone.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(guard.lambda.node.defaultChild as CfnElement)}.Arn>:*]`,
        reason: 'The guard’s versions: which of them the distribution has changes with deployments.',
      },
    );
    return rotator;
  }

  private schedule({ function: rotator }: RegionalFunction, secrets: readonly ISecret[], everyDays: number): void {
    rotator.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    });
    for (const secret of secrets) {
      const stack = Stack.of(secret);
      const schedule = new CfnRotationSchedule(stack.nested ? stack : this, `Schedule-${secret.node.id}`, {
        secretId: secret.secretArn,
        rotationLambdaArn: rotator.functionArn,
        rotationRules: { automaticallyAfterDays: everyDays },
        // Otherwise each deployment that changes the schedule would rotate at once, even while the stack is being made.
        rotateImmediatelyOnUpdate: false,
      });
      // Secrets Manager invokes the function when the schedule is made.
      schedule.node.addDependency(rotator);
    }
  }

  private check({ stage, stageName }: SecretsRotationProps, secrets: readonly string[]): RegionalFunction {
    const rotating: RotatingSecrets = { stage: stageName, region: EDGE_REGION, secrets: [...secrets] };
    const check = new RegionalFunction(this, 'Check', {
      folder: 'rotation-check',
      description: `Stagepass ${stageName}: looks whether rotations are finished`,
      logsDays: stage.retention.logsDays,
      traced: isTraced(stage),
      // It makes a call for each secret, some at a time.
      timeout: Duration.minutes(1),
      environment: { [env.metrics]: writtenMetrics([UNFINISHED]) },
      files: { [ROTATING_SECRETS_FILE]: JSON.stringify(rotating) },
    });
    check.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:DescribeSecret'],
        resources: [callerSecretArns(this, stageName), originSecretArn(this, stageName)],
      }),
    );
    acknowledgeCallerSecrets(this, stageName, check.function.role);
    new Rule(this, 'CheckSchedule', {
      description: `Stagepass ${stageName}: looks whether rotations are finished`,
      schedule: Schedule.rate(CHECK_EVERY),
      targets: [new LambdaTarget(check.function)],
    });
    return check;
  }

  private errorAlarm({ node, function: rotator }: RegionalFunction): void {
    new Alarm(this, `${node.id}Failed`, {
      alarmDescription: `${rotator.functionName} failed. docs/rotation.md tells what to do.`,
      metric: rotator.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  private unfinishedAlarm({ stageName }: SecretsRotationProps): void {
    new Alarm(this, 'Unfinished', {
      alarmDescription: `Stagepass ${stageName}: a rotation lingers, is overdue or was turned off. docs/rotation.md tells what to do.`,
      metric: new Metric({
        namespace: METRICS_NAMESPACE,
        metricName: UNFINISHED,
        dimensionsMap: { stage: stageName },
        period: CHECK_EVERY,
        statistic: 'Maximum',
      }),
      threshold: 1,
      evaluationPeriods: CHECKS_BEFORE_ALARM,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

/**
 * Who asks in test requests, as the guard would say it. A caller without a limit if there is one, since a used-up quota
 * would make them fail. A caller with a token is let in only with a user.
 */
function probeCaller({ callers }: StageConfig, audience: Audience): string | undefined {
  const able = Object.entries(callers).filter(([, given]) => !given.disabled && mayUse(given.audience, audience));
  const [name, caller] = able.find(([, given]) => usageLimit(given) === undefined) ?? able[0] ?? [];
  if (name === undefined) return undefined;
  const user = caller?.token && { name: 'origin-rotation', issuer: caller.token.issuer, values: {} };
  return callerHeader({ caller: name, user });
}

/** Grants the Secrets Manager calls of the four rotation steps, on these secrets only. */
function mayRotate(rotator: RegionalFunction, secretArn: string): void {
  rotator.function.addToRolePolicy(
    new PolicyStatement({
      actions: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      resources: [secretArn],
    }),
  );
}

/** Grants what is needed to see that replicas have a new value. */
function mayReadReplicas(rotator: RegionalFunction, arns: string[]): void {
  rotator.function.addToRolePolicy(
    new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: arns }),
  );
}
