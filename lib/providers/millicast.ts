import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { env } from '../../lambda/shared/settings/environment.ts';
import { parentTokenFields } from '../../lambda/viewer-token/parent-token.ts';
import type { StageConfig } from '../config/stage.ts';
import { RegionalFunction } from '../functions/regional-function.ts';
import { providerSecret } from '../secrets/provider-secret.ts';

type MillicastConfig = NonNullable<StageConfig['providers']['millicast']>;

export interface MillicastManagementProps {
  readonly options: Omit<MillicastConfig, 'viewer'>;
  readonly logsDays: number;
  /** The file of callers' rights. */
  readonly rights: Readonly<Record<string, string>>;
}

/** Manages Millicast's publish and subscribe tokens for operators, with the account's API secret. */
export class MillicastManagement extends Construct {
  readonly function: IFunction;
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, { options, logsDays, rights }: MillicastManagementProps) {
    super(scope, id);
    const { apiUrl, ...functionOptions } = options;
    const tokens = new RegionalFunction(this, 'Tokens', {
      folder: 'millicast',
      description: 'Stagepass: manages Millicast tokens',
      logsDays,
      // For a caller with limits it asks twice: what the token is, then for the change.
      timeout: Duration.seconds(20),
      files: rights,
      environment: { [env.millicastApiUrl]: apiUrl, [env.options]: JSON.stringify(functionOptions) },
    });
    this.secret = providerSecret(this, 'Millicast', ['apiSecret']);
    tokens.readsSecret(this.secret);
    this.function = tokens.function;
  }
}

export interface MillicastViewerTokenProps {
  readonly options: MillicastConfig['viewer'];
  readonly logsDays: number;
  /** The file of callers' rights. */
  readonly rights: Readonly<Record<string, string>>;
}

/**
 * Vends Millicast viewer tokens: signed here, with no call to Millicast. It serves clients, so it is a function of its
 * own with a secret of its own, and the API secret is out of its reach.
 */
export class MillicastViewerToken extends Construct {
  readonly function: IFunction;
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, { options, logsDays, rights }: MillicastViewerTokenProps) {
    super(scope, id);
    const token = new RegionalFunction(this, 'Token', {
      folder: 'viewer-token',
      description: 'Stagepass: vends Millicast viewer tokens',
      logsDays,
      files: rights,
      environment: { [env.options]: JSON.stringify(options) },
    });
    this.secret = providerSecret(this, 'Millicast’s parent token for viewers', parentTokenFields);
    token.readsSecret(this.secret);
    this.function = token.function;
  }
}
