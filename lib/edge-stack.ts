import { CfnOutput, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { type Audience, adminPrefixes } from '../api/route.ts';
import { ORIGIN_SECRET_LENGTH } from '../lambda/shared/rotation/random-password.ts';
import type { TokenApi } from './apis/token-api.ts';
import { type FirstRequest, firstRequest } from './config/first-request.ts';
import { enabledCallers, enabledProviders, remoteProviders, type StageConfig, stageRoutes } from './config/stage.ts';
import { Console } from './console/console.ts';
import { consoleFiles } from './console/console-code.ts';
import { Guard } from './edge/guard.ts';
import { TokenDistribution } from './edge/token-distribution.ts';
import { WebAcl } from './edge/web-acl.ts';
import { AlarmTopic } from './operations/alarm-topic.ts';
import { StageDashboard } from './operations/dashboard.ts';
import { EdgeAlarms } from './operations/edge-alarms.ts';
import { callerSecret } from './secrets/caller-secret.ts';
import { Rotation } from './secrets/rotation.ts';
import { callerSecretName, EDGE_REGION, originSecretName } from './secrets/secret-names.ts';

export interface EdgeStackProps extends StackProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  readonly apis: Readonly<Record<Audience, TokenApi>>;
}

/** What stands before the APIs: who may come in (the callers and the guard) and the one URL. */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    super(scope, id, props);
    const { stageName, stage, apis } = props;
    const routes = stageRoutes(stage);
    // A disabled caller is unknown to the guard. Its secret stays, and rotates: a password that got out gets old.
    const callers = enabledCallers(stage);
    const { passwordsEveryDays, originEveryDays } = stage.rotation;

    const callerSecrets = Object.keys(stage.callers).map((caller) =>
      callerSecret(this, stageName, caller, passwordsEveryDays !== undefined),
    );
    const originSecret = this.originSecret(stageName, originEveryDays !== undefined);
    const webAcl = stage.waf && new WebAcl(this, 'WebAcl', { stageName, ...stage.waf }).arn;
    const guard = new Guard(this, 'Guard', {
      stageName,
      config: {
        realm: `stagepass-${stageName}`,
        region: EDGE_REGION,
        callers: Object.fromEntries(
          callers.map(([name, { audience }]) => [name, { audience, secretId: callerSecretName(stageName, name) }]),
        ),
        routes: routes.map(({ method, path, audience }) => ({ method, path, audience })),
        pages: ['/', ...consoleFiles.map((name) => `/${name}` as const)],
        allowedOrigins: stage.allowedOrigins,
        graceSeconds: stage.passwords.graceSeconds,
        credentialsTtlSeconds: stage.passwords.ttlSeconds,
        credentialsStaleSeconds: stage.passwords.staleSeconds,
        passwordsRotate: passwordsEveryDays !== undefined,
      },
    });
    const console = new Console(this, 'Console', { logsDays: stage.retention.logsDays });
    const tokens = new TokenDistribution(this, 'Tokens', {
      description: `Stagepass ${stageName}`,
      apis,
      clientPaths: [...new Set(routes.filter(({ audience }) => audience === 'client').map(({ path }) => path))],
      adminPrefixes: adminPrefixes(routes),
      console,
      allowedOrigins: stage.allowedOrigins,
      guard: guard.version,
      originSecret: originSecret.secretValue,
      webAcl,
      domain: stage.domain,
    });
    const { distribution, host } = tokens;
    // What fails before there is a distribution is undone at once; after it, CloudFront holds on to the guard for hours.
    distribution.node.addDependency(console.deployment);
    if (stage.alarms) {
      const { topic } = new AlarmTopic(this, 'AlarmTopic', { stageName, emails: stage.alarms.emails });
      new CfnOutput(this, 'AlarmTopicEdge', { value: topic.topicArn });
      new EdgeAlarms(this, 'Alarms', { stageName, distribution });
    }
    if (stage.dashboard) {
      new StageDashboard(this, 'Dashboard', {
        stageName,
        region: stage.region,
        distribution,
        apis,
        providers: enabledProviders(stage).map(({ id }) => id),
        remoteProviders: remoteProviders(stage),
      });
    }

    if (passwordsEveryDays !== undefined || originEveryDays !== undefined) {
      new Rotation(this, 'Rotation', {
        stageName,
        stage,
        callerSecrets,
        originSecret,
        distribution,
        guard: guard.version,
        webAcl,
        apis,
      });
    }

    new CfnOutput(this, 'Url', {
      value: `https://${host}`,
      description: 'What clients call; in a browser, the console',
    });
    new CfnOutput(this, 'DistributionId', { value: distribution.distributionId });
    if (stage.domain && !stage.domain.hostedZone) {
      new CfnOutput(this, 'DomainTarget', {
        value: distribution.domainName,
        description: `Where ${host} must lead, by a CNAME or alias record`,
      });
    }
    for (const [caller] of callers) {
      new CfnOutput(this, `CallerSecret-${caller}`, {
        value: callerSecretName(stageName, caller),
        description: `Holds the password of ${caller}`,
      });
    }
    const first = firstRequest(stage);
    if (first !== undefined) this.outputTryIt(host, stageName, first);
  }

  /** The value CloudFront adds to every request to the APIs; long enough that nobody guesses it. */
  private originSecret(stageName: string, rotates: boolean): Secret {
    const secret = new Secret(this, 'OriginSecret', {
      secretName: originSecretName(stageName),
      description: `Stagepass ${stageName}: what CloudFront proves itself with to API Gateway`,
      generateSecretString: { passwordLength: ORIGIN_SECRET_LENGTH, excludePunctuation: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    if (!rotates) {
      Validations.of(secret).acknowledge({
        id: 'AwsSolutions-SMG4',
        reason: 'Nobody outside sees this value; rotating it is the stage’s to configure.',
      });
    }
    return secret;
  }

  /** A line to paste into a shell that has the account's credentials and jq: the first token of a new stage. */
  private outputTryIt(host: string, stageName: string, { caller, path }: FirstRequest): void {
    const password = `aws secretsmanager get-secret-value --region ${EDGE_REGION} --secret-id ${callerSecretName(stageName, caller)} --query SecretString --output text | jq -r .password`;
    new CfnOutput(this, 'TryIt', {
      value: `curl -u "${caller}:$(${password})" 'https://${host}${path}'`,
      description: 'Fills in the password and asks for a token',
    });
  }
}
