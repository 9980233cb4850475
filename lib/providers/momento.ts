import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { env } from '../../lambda/shared/settings/environment.ts';
import type { StageConfig } from '../config/stage.ts';
import { RegionalFunction } from '../functions/regional-function.ts';
import { providerSecret } from '../secrets/provider-secret.ts';

export interface MomentoFunctionProps {
  readonly options: NonNullable<StageConfig['providers']['momento']>;
  readonly logsDays: number;
  /** The file of callers' rights. */
  readonly rights: Readonly<Record<string, string>>;
}

/** Vends Momento's disposable tokens on both APIs, each in its own scope. */
export class MomentoFunction extends Construct {
  readonly function: IFunction;
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, { options, logsDays, rights }: MomentoFunctionProps) {
    super(scope, id);
    const { endpoint, ...functionOptions } = options;
    const token = new RegionalFunction(this, 'Token', {
      folder: 'momento',
      description: 'Stagepass: vends Momento tokens',
      logsDays,
      files: rights,
      environment: {
        [env.momentoEndpoint]: endpoint === undefined ? '' : `https://${endpoint}`,
        [env.options]: JSON.stringify(functionOptions),
      },
    });
    this.secret = providerSecret(this, 'Momento', ['apiKey']);
    token.readsSecret(this.secret);
    this.function = token.function;
  }
}
