import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type Audience, audiences, type Provider } from '../api/route.ts';
import { remoteProviders } from '../api/routes.ts';
import { ApiGatewayLogging } from './apis/api-gateway-logging.ts';
import { TokenApi } from './apis/token-api.ts';
import { countsCallers, UsagePlans } from './apis/usage-plans.ts';
import type { StageConfig } from './config/stage.ts';
import { rightsFile } from './functions/function-rights.ts';
import { tellTelemetry } from './functions/telemetry.ts';
import { AlarmTopic } from './operations/alarm-topic.ts';
import { ApiAlarms } from './operations/api-alarms.ts';
import { AgoraFunction } from './providers/agora.ts';
import { InteractivityFunction } from './providers/interactivity.ts';
import { MillicastManagement, MillicastViewerToken } from './providers/millicast.ts';
import { MomentoFunction } from './providers/momento.ts';
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
    const { agora, interactivity, momento, millicast } = stage.providers;
    const { logsDays } = stage.retention;

    const functions = new Map<Provider, IFunction>();
    if (agora) {
      const provider = new AgoraFunction(this, 'Agora', {
        options: agora,
        logsDays,
        rights: rightsFile(stage, 'agora'),
      });
      new CfnOutput(this, 'ProviderSecretAgora', { value: provider.secret.secretArn });
      functions.set('agora', provider.function);
    }
    if (interactivity) {
      const provider = new InteractivityFunction(this, 'Interactivity', {
        options: interactivity,
        logsDays,
        rights: rightsFile(stage, 'interactivity'),
      });
      new CfnOutput(this, 'ProviderSecretInteractivity', { value: provider.secret.secretArn });
      functions.set('interactivity', provider.function);
    }
    if (momento) {
      const provider = new MomentoFunction(this, 'Momento', {
        options: momento,
        logsDays,
        rights: rightsFile(stage, 'momento'),
      });
      new CfnOutput(this, 'ProviderSecretMomento', { value: provider.secret.secretArn });
      functions.set('momento', provider.function);
    }

    const adminFunctions = new Map(functions);
    if (millicast) {
      const { viewer, ...management } = millicast;
      const rights = rightsFile(stage, 'millicast');
      const tokens = new MillicastManagement(this, 'Millicast', { options: management, logsDays, rights });
      new CfnOutput(this, 'ProviderSecretMillicast', { value: tokens.secret.secretArn });
      adminFunctions.set('millicast', tokens.function);
      const viewerToken = new MillicastViewerToken(this, 'MillicastViewer', { options: viewer, logsDays, rights });
      new CfnOutput(this, 'ProviderSecretMillicastViewer', { value: viewerToken.secret.secretArn });
      functions.set('millicast', viewerToken.function);
    }

    const after = [...new Set([...functions.values(), ...adminFunctions.values()])];
    const logging =
      stage.apiGatewayLogging === 'managed' && new ApiGatewayLogging(this, 'ApiGatewayLogging', { after });
    const shared = { stageName, stage, functions };
    this.apis = {
      client: new TokenApi(this, 'ClientApi', { ...shared, audience: 'client' }),
      admin: new TokenApi(this, 'AdminApi', { ...shared, functions: adminFunctions, audience: 'admin' }),
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
      new ApiAlarms(this, 'Alarms', { stageName, apis: this.apis, remoteProviders: remoteProviders(functions.keys()) });
    }
    retainProviderSecrets(this, stage.retention.providerSecrets);
    tellTelemetry(this, { stageName, logSubjects: stage.logSubjects });
  }
}
