import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Audience, mayUse } from '../../api/route.ts';
import { type AuthorizedCallers, type AuthorizerOptions, CALLERS_FILE } from '../../lambda/authorizer/options.ts';
import { usageKey } from '../../lambda/shared/rights/usage-key.ts';
import { env } from '../../lambda/shared/settings/environment.ts';
import { enabledCallers, type StageConfig } from '../config/stage.ts';
import { RegionalFunction } from '../functions/regional-function.ts';
import { originSecretArn } from '../secrets/secret-arns.ts';
import { EDGE_REGION, originSecretName } from '../secrets/secret-names.ts';

export interface OriginAuthorizerProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  readonly audience: Audience;
}

/** The file that tells an API's authorizer who may use it, and under which key each is counted. */
export function callersFile(
  stageName: string,
  stage: StageConfig,
  audience: Audience,
): Readonly<Record<string, string>> {
  const callers: AuthorizedCallers = Object.fromEntries(
    enabledCallers(stage)
      .filter(([, caller]) => mayUse(caller.audience, audience))
      .map(([name, { limit }]) => [name, usageKey(stageName, limit && name)]),
  );
  return { [CALLERS_FILE]: JSON.stringify(callers) };
}

/**
 * Lets through what our own distribution sends, for a caller this API is for. The guard has checked the caller already;
 * that this API checks the audience again means no spelling of a path gets a client to an admin route.
 */
export class OriginAuthorizer extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { stageName, stage, audience }: OriginAuthorizerProps) {
    super(scope, id);
    const options: AuthorizerOptions = { originSecretId: originSecretName(stageName), originSecretRegion: EDGE_REGION };
    const authorizer = new RegionalFunction(this, 'Authorizer', {
      folder: 'authorizer',
      functionId: `authorizer-${audience}`,
      description: `Stagepass: lets only its CloudFront distribution call the ${audience} API`,
      logsDays: stage.retention.logsDays,
      environment: { [env.options]: JSON.stringify(options) },
      files: callersFile(stageName, stage, audience),
    });
    authorizer.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [originSecretArn(this, stageName)],
      }),
    );
    this.function = authorizer.function;
  }
}
