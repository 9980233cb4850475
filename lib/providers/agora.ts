import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { AgoraOptions } from '../../lambda/agora/options.ts';
import { env } from '../../lambda/shared/settings/environment.ts';
import { RegionalFunction } from '../functions/regional-function.ts';
import { providerSecret } from '../secrets/provider-secret.ts';

export interface AgoraFunctionProps {
  readonly options: AgoraOptions;
  readonly logsDays: number;
  /** The file of callers' rights. */
  readonly rights: Readonly<Record<string, string>>;
}

/** Vends Agora RTC and RTM tokens: signed here, with no call to Agora. */
export class AgoraFunction extends Construct {
  readonly function: IFunction;
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, { options, logsDays, rights }: AgoraFunctionProps) {
    super(scope, id);
    const token = new RegionalFunction(this, 'Token', {
      folder: 'agora',
      description: 'Stagepass: vends Agora RTC and RTM tokens',
      logsDays,
      files: rights,
      environment: { [env.options]: JSON.stringify(options) },
    });
    this.secret = providerSecret(this, 'Agora', ['appId', 'appCertificate']);
    token.readsSecret(this.secret);
    this.function = token.function;
  }
}
