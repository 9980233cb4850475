import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { env } from '../../lambda/shared/settings/environment.ts';
import type { StageConfig } from '../config/stage.ts';
import { RegionalFunction } from '../functions/regional-function.ts';
import { providerSecret } from '../secrets/provider-secret.ts';

export interface InteractivityFunctionProps {
  readonly options: NonNullable<StageConfig['providers']['interactivity']>;
  readonly logsDays: number;
  /** The file of callers' rights. */
  readonly rights: Readonly<Record<string, string>>;
}

/** Vends Dolby.io Interactivity tokens: asked for once and shared until shortly before they end. */
export class InteractivityFunction extends Construct {
  readonly function: IFunction;
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, { options, logsDays, rights }: InteractivityFunctionProps) {
    super(scope, id);
    const { tokenUrl, ...functionOptions } = options;
    const token = new RegionalFunction(this, 'Token', {
      folder: 'interactivity',
      description: 'Stagepass: vends Dolby.io Interactivity tokens',
      logsDays,
      files: rights,
      environment: { [env.interactivityTokenUrl]: tokenUrl, [env.options]: JSON.stringify(functionOptions) },
    });
    this.secret = providerSecret(this, 'Dolby.io Interactivity', ['consumerKey', 'consumerSecret']);
    token.readsSecret(this.secret);
    this.function = token.function;
  }
}
