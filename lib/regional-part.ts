import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Audience, audiences } from '../api/route.ts';
import { ApiGatewayLogging } from './apis/api-gateway-logging.ts';
import { countsCallers } from './apis/counts-callers.ts';
import { TokenApi } from './apis/token-api.ts';
import { UsagePlans } from './apis/usage-plans.ts';
import { remoteProviders, type StageConfig } from './config/stage.ts';
import { makeProviderFunctions, type ProviderFunctions } from './functions/provider-functions.ts';
import { tellTelemetry } from './functions/telemetry.ts';
import { AlarmTopic } from './operations/alarm-topic.ts';
import { ApiAlarms } from './operations/api-alarms.ts';
import type { FunctionMetrics } from './operations/function-metrics.ts';
import { retainProviderSecrets } from './secrets/provider-secret.ts';
import { apiIdOutput } from './stack-names.ts';

export interface RegionalPartProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  readonly metrics: FunctionMetrics;
  /** Where this part is: one of the stage’s regions. */
  readonly region: string;
  /** The part in the stage’s first region; undefined where that is this one. */
  readonly first?: RegionalPart;
}

export interface RegionalPart {
  readonly apis: Readonly<Record<Audience, TokenApi>>;
  readonly functions: ProviderFunctions;
}

/**
 * A regional part: an API for each audience, a function for each enabled provider, and that provider's secret. The secrets
 * are made in the first region; a second one has replicas of them.
 */
export function makeRegionalPart(
  scope: Construct,
  { stageName, stage, region, metrics, first }: RegionalPartProps,
): RegionalPart {
  const functions = makeProviderFunctions(scope, { stageName, stage, primaries: first?.functions.secrets });
  const logging =
    stage.apiGatewayLogging === 'managed' &&
    new ApiGatewayLogging(scope, 'ApiGatewayLogging', { after: functions.all });
  const shared = { stageName, stage, region, functions };
  const apis = {
    client: new TokenApi(scope, 'ClientApi', { ...shared, audience: 'client' }),
    admin: new TokenApi(scope, 'AdminApi', { ...shared, audience: 'admin' }),
  };
  for (const audience of audiences) {
    const description = `The id of the API for what ${audience} callers ask for`;
    new CfnOutput(scope, apiIdOutput[audience], { value: apis[audience].restApi.restApiId, description });
  }
  if (logging) for (const api of Object.values(apis)) api.node.addDependency(logging);
  if (countsCallers(stage)) new UsagePlans(scope, 'UsagePlans', { stageName, stage, region, apis });
  if (stage.alarms) {
    const { topic } = new AlarmTopic(scope, 'AlarmTopic', { stageName, emails: stage.alarms.emails });
    new CfnOutput(scope, 'AlarmTopicApi', { value: topic.topicArn });
    new ApiAlarms(scope, 'Alarms', { stageName, apis, metrics, remoteProviders: remoteProviders(stage) });
  }
  retainProviderSecrets(scope, stage.retention.providerSecrets);
  tellTelemetry(scope, { stageName, logSubjects: stage.logSubjects, metrics });
  return { apis, functions };
}
