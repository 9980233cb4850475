import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Audience, audiences } from '../api/route.ts';
import { ApiGatewayLogging } from './apis/api-gateway-logging.ts';
import { countsCallers } from './apis/counts-callers.ts';
import { TokenApi } from './apis/token-api.ts';
import { UsagePlans } from './apis/usage-plans.ts';
import { remoteProviders, type StageConfig } from './config/stage.ts';
import { makeProviderFunctions } from './functions/provider-functions.ts';
import { tellTelemetry } from './functions/telemetry.ts';
import { AlarmTopic } from './operations/alarm-topic.ts';
import { ApiAlarms } from './operations/api-alarms.ts';
import { retainProviderSecrets } from './secrets/provider-secret.ts';
import { apiIdOutput } from './stack-names.ts';

export interface ApiStackProps extends StackProps {
  readonly stageName: string;
  readonly stage: StageConfig;
}

/** The regional part: an API for each audience, a function for each enabled provider, and that provider's secret. */
export class ApiStack extends Stack {
  readonly apis: Readonly<Record<Audience, TokenApi>>;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { stageName, stage } = props;
    const functions = makeProviderFunctions(this, stageName, stage);
    const logging =
      stage.apiGatewayLogging === 'managed' &&
      new ApiGatewayLogging(this, 'ApiGatewayLogging', { after: functions.all });
    const shared = { stageName, stage, functions };
    this.apis = {
      client: new TokenApi(this, 'ClientApi', { ...shared, audience: 'client' }),
      admin: new TokenApi(this, 'AdminApi', { ...shared, audience: 'admin' }),
    };
    for (const audience of audiences) {
      const description = `The id of the API for what ${audience} callers ask for`;
      new CfnOutput(this, apiIdOutput[audience], { value: this.apis[audience].restApi.restApiId, description });
    }
    if (logging) for (const api of Object.values(this.apis)) api.node.addDependency(logging);
    if (countsCallers(stage)) new UsagePlans(this, 'UsagePlans', { stageName, stage, apis: this.apis });
    if (stage.alarms) {
      const { topic } = new AlarmTopic(this, 'AlarmTopic', { stageName, emails: stage.alarms.emails });
      new CfnOutput(this, 'AlarmTopicApi', { value: topic.topicArn });
      new ApiAlarms(this, 'Alarms', { stageName, apis: this.apis, remoteProviders: remoteProviders(stage) });
    }
    retainProviderSecrets(this, stage.retention.providerSecrets);
    tellTelemetry(this, { stageName, logSubjects: stage.logSubjects });
  }
}
