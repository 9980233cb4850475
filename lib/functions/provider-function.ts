import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ProviderFunction as FunctionDescriptor } from '../../lambda/shared/providers/provider.ts';
import { env } from '../../lambda/shared/settings/environment.ts';
import { providerSecret } from '../secrets/provider-secret.ts';
import { providerSecretOutput } from '../secrets/secret-names.ts';
import { RegionalFunction } from './regional-function.ts';

export interface ProviderFunctionProps {
  readonly descriptor: FunctionDescriptor<object>;
  /** The provider’s part of the stage’s configuration. */
  readonly configuration: object;
  readonly logsDays: RetentionDays;
  /** The file of callers’ rights. */
  readonly rights: Readonly<Record<string, string>>;
}

/** A function that vends or manages a provider’s tokens, and the one secret that it may read. */
export class ProviderFunction extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, { descriptor, configuration, logsDays, rights }: ProviderFunctionProps) {
    super(scope, descriptor.construct);
    const { folder, does, url, timeoutSeconds, secret: keys } = descriptor;
    const token = new RegionalFunction(this, descriptor.constructOfFunction ?? 'Token', {
      folder,
      description: `Stagepass: ${does}`,
      logsDays,
      ...(timeoutSeconds !== undefined && { timeout: Duration.seconds(timeoutSeconds) }),
      files: rights,
      environment: {
        ...(url && { [url.variable]: url.of(configuration) }),
        [env.options]: JSON.stringify(descriptor.options(configuration)),
      },
    });
    const secret = providerSecret(this, keys);
    token.readsSecret(secret);
    new CfnOutput(Stack.of(this), providerSecretOutput(keys.owner), { value: secret.secretArn });
    this.function = token.function;
  }
}
