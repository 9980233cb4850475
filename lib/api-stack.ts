import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Audience, Provider } from '../api/route.ts';
import { ApiGatewayLogging } from './api-gateway-logging.ts';
import type { StageConfig } from './config/stage.ts';
import { AgoraFunction } from './providers/agora.ts';
import { InteractivityFunction } from './providers/interactivity.ts';
import { MomentoFunction } from './providers/momento.ts';
import { TokenApi } from './token-api.ts';

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
    const { agora, interactivity, momento } = stage.providers;
    const { logsDays } = stage.retention;

    const functions = new Map<Provider, IFunction>();
    if (agora) {
      const provider = new AgoraFunction(this, 'Agora', { options: agora, logsDays });
      new CfnOutput(this, 'ProviderSecretAgora', { value: provider.secret.secretArn });
      functions.set('agora', provider.function);
    }
    if (interactivity) {
      const provider = new InteractivityFunction(this, 'Interactivity', { options: interactivity, logsDays });
      new CfnOutput(this, 'ProviderSecretInteractivity', { value: provider.secret.secretArn });
      functions.set('interactivity', provider.function);
    }
    if (momento) {
      const provider = new MomentoFunction(this, 'Momento', { options: momento, logsDays });
      new CfnOutput(this, 'ProviderSecretMomento', { value: provider.secret.secretArn });
      functions.set('momento', provider.function);
    }

    const logging = new ApiGatewayLogging(this, 'ApiGatewayLogging');
    const shared = { stageName, stage, functions };
    this.apis = {
      client: new TokenApi(this, 'ClientApi', { ...shared, audience: 'client' }),
      admin: new TokenApi(this, 'AdminApi', { ...shared, audience: 'admin' }),
    };
    for (const api of Object.values(this.apis)) api.node.addDependency(logging);
  }
}
