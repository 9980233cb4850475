import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Audience } from '../api/route.ts';
import type { TokenApi } from './apis/token-api.ts';
import { otherRegions } from './config/regions.ts';
import { originReplicaRegions, replicaRegions } from './config/replica-regions.ts';
import {
  callersWithPassword,
  enabledProviders,
  hasSignedInUsers,
  hasWebAcl,
  perUserLimit,
  remoteProviders,
  type StageConfig,
  stageRoutes,
} from './config/stage.ts';
import { passwordsInStack } from './config/where-callers-are.ts';
import { Console } from './console/console.ts';
import { edgeOutputs } from './edge/edge-outputs.ts';
import { guardConfig } from './edge/guard-config.ts';
import { GuardFunction } from './edge/guard-function.ts';
import { pathsOf, TokenDistribution } from './edge/token-distribution.ts';
import { WebAcl } from './edge/web-acl.ts';
import { NestedStacks } from './nested-stacks.ts';
import { AlarmTopic } from './operations/alarm-topic.ts';
import { StageDashboard } from './operations/dashboard.ts';
import { EdgeAlarms } from './operations/edge-alarms.ts';
import type { FunctionMetrics } from './operations/function-metrics.ts';
import { callerSecret } from './secrets/caller-secret.ts';
import { deniedUsersSecret } from './secrets/denied-users-secret.ts';
import { originSecret } from './secrets/origin-secret.ts';
import { SecretsRotation } from './secrets/secrets-rotation.ts';

type Apis = Readonly<Record<Audience, TokenApi>>;
export type ApisOfRegions = readonly [first: Apis, ...others: Apis[]];

export interface EdgePartProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  /** The APIs of each of the stage’s regions, in their order. */
  readonly apis: ApisOfRegions;
  readonly metrics: FunctionMetrics;
  /**
   * Given in a stack of somebody else: what the names of CloudFront's policies begin with. In our own stacks the CDK makes
   * them of the path, which has the name of the stage in it.
   */
  readonly namesInForeignStack?: string | undefined;
}

export interface EdgePart {
  readonly tokens: TokenDistribution;
  readonly console: Console;
}

/** What is in front of the APIs: the callers' secrets, the guard and the distribution with the one URL. */
export function makeEdgePart(scope: Construct, props: EdgePartProps): EdgePart {
  const { stageName, stage, apis, metrics, namesInForeignStack } = props;
  const passwordsRotate = stage.rotation.passwordsEveryDays !== undefined;
  const originRotates = stage.rotation.originEveryDays !== undefined;

  // A disabled caller keeps its secret, which goes on rotating: a leaked password doesn't stay valid.
  const inStack = passwordsInStack(stage);
  const replicated = replicaRegions(stage);
  const nested = new NestedStacks(scope, 'Callers', `Stagepass ${stageName}: passwords of callers`);
  const callerSecrets = callersWithPassword(stage).map((caller) =>
    callerSecret(inStack.has(caller) ? scope : nested.of(caller), stageName, caller, {
      rotates: passwordsRotate,
      replicaRegions: replicated,
    }),
  );
  const origin = originSecret(scope, stageName, {
    rotates: originRotates,
    replicaRegions: originReplicaRegions(stage),
  });
  if (hasSignedInUsers(stage)) deniedUsersSecret(scope, stageName, replicated);
  const limits = { ratePerIp: stage.waf?.ratePerIp, perUser: perUserLimit(stage) };
  const webAcl = hasWebAcl(stage) ? new WebAcl(scope, 'WebAcl', { stageName, ...limits }).arn : undefined;
  const guard = new GuardFunction(scope, 'Guard', { stageName, config: guardConfig(stageName, stage) }).version;
  const [providers, routes] = [enabledProviders(stage), stageRoutes(stage)];
  const console = new Console(scope, 'Console', {
    providers,
    routes,
    logsDays: stage.retention.logsDays,
    namesInForeignStack,
  });
  const tokens = new TokenDistribution(scope, 'Tokens', {
    description: `Stagepass ${stageName}`,
    apis: apis[0],
    secondClientApi: apis[1]?.client,
    ...pathsOf(routes),
    console,
    allowedOrigins: stage.allowedOrigins,
    guard,
    originSecret: origin.secretValue,
    webAcl,
    domain: stage.domain,
    namesInForeignStack,
  });
  const { distribution } = tokens;
  // So that a failure comes before the distribution exists: once it does, a rollback must wait hours for CloudFront to
  // let go of the guard.
  distribution.node.addDependency(console.deployment, nested);

  if (stage.alarms) {
    const { topic } = new AlarmTopic(scope, 'AlarmTopic', { stageName, emails: stage.alarms.emails });
    new CfnOutput(scope, 'AlarmTopicEdge', { value: topic.topicArn });
    new EdgeAlarms(scope, 'Alarms', { stageName, distribution });
  }
  if (stage.dashboard) {
    const shown = { providers: providers.map(({ id }) => id), remoteProviders: remoteProviders(stage) };
    new StageDashboard(scope, 'Dashboard', {
      stageName,
      region: stage.region,
      secondRegion: otherRegions(stage)[0],
      distribution,
      apis: apis[0],
      secondClientApi: apis[1]?.client,
      metrics,
      ...shown,
    });
  }
  if (passwordsRotate || originRotates) {
    const secrets = { callerSecrets, originSecret: origin };
    new SecretsRotation(scope, 'Rotation', { stageName, stage, ...secrets, distribution, guard, webAcl, apis });
  }
  edgeOutputs(scope, { stageName, stage, tokens });
  return { tokens, console };
}
