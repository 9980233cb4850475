import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Audience } from '../api/route.ts';
import type { TokenApi } from './apis/token-api.ts';
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
import { Console } from './console/console.ts';
import { edgeOutputs } from './edge/edge-outputs.ts';
import { guardConfig } from './edge/guard-config.ts';
import { GuardFunction } from './edge/guard-function.ts';
import { pathsOf, TokenDistribution } from './edge/token-distribution.ts';
import { WebAcl } from './edge/web-acl.ts';
import { AlarmTopic } from './operations/alarm-topic.ts';
import { StageDashboard } from './operations/dashboard.ts';
import { EdgeAlarms } from './operations/edge-alarms.ts';
import { callerSecret } from './secrets/caller-secret.ts';
import { deniedUsersSecret } from './secrets/denied-users-secret.ts';
import { originSecret } from './secrets/origin-secret.ts';
import { SecretsRotation } from './secrets/secrets-rotation.ts';

export interface EdgeStackProps extends StackProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  readonly apis: Readonly<Record<Audience, TokenApi>>;
}

/** What is in front of the APIs: the callers' secrets, the guard and the distribution with the one URL. */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    super(scope, id, props);
    const { stageName, stage, apis } = props;
    const passwordsRotate = stage.rotation.passwordsEveryDays !== undefined;
    const originRotates = stage.rotation.originEveryDays !== undefined;

    // A disabled caller keeps its secret, which goes on rotating: a leaked password doesn't stay valid.
    const callers = callersWithPassword(stage);
    const callerSecrets = callers.map((caller) => callerSecret(this, stageName, caller, passwordsRotate));
    const origin = originSecret(this, stageName, originRotates);
    if (hasSignedInUsers(stage)) deniedUsersSecret(this, stageName);
    const limits = { ratePerIp: stage.waf?.ratePerIp, perUser: perUserLimit(stage) };
    const webAcl = hasWebAcl(stage) ? new WebAcl(this, 'WebAcl', { stageName, ...limits }).arn : undefined;
    const guard = new GuardFunction(this, 'Guard', { stageName, config: guardConfig(stageName, stage) }).version;
    const [providers, routes] = [enabledProviders(stage), stageRoutes(stage)];
    const console = new Console(this, 'Console', { providers, routes, logsDays: stage.retention.logsDays });
    const tokens = new TokenDistribution(this, 'Tokens', {
      description: `Stagepass ${stageName}`,
      apis,
      ...pathsOf(routes),
      console,
      allowedOrigins: stage.allowedOrigins,
      guard,
      originSecret: origin.secretValue,
      webAcl,
      domain: stage.domain,
    });
    const { distribution } = tokens;
    // So that a failure comes before the distribution exists: once it does, a rollback must wait hours for CloudFront to
    // let go of the guard.
    distribution.node.addDependency(console.deployment);

    if (stage.alarms) {
      const { topic } = new AlarmTopic(this, 'AlarmTopic', { stageName, emails: stage.alarms.emails });
      new CfnOutput(this, 'AlarmTopicEdge', { value: topic.topicArn });
      new EdgeAlarms(this, 'Alarms', { stageName, distribution });
    }
    if (stage.dashboard) {
      const shown = { providers: providers.map(({ id }) => id), remoteProviders: remoteProviders(stage) };
      new StageDashboard(this, 'Dashboard', { stageName, region: stage.region, distribution, apis, ...shown });
    }
    if (passwordsRotate || originRotates) {
      const secrets = { callerSecrets, originSecret: origin };
      new SecretsRotation(this, 'Rotation', { stageName, stage, ...secrets, distribution, guard, webAcl, apis });
    }
    edgeOutputs(this, { stageName, stage, tokens });
  }
}
