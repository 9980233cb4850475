import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Audience, mayUse } from '../../api/route.ts';
import { type AuthorizedCallers, type AuthorizerOptions, CALLERS_FILE } from '../../lambda/authorizer/options.ts';
import { env } from '../../lambda/shared/settings/environment.ts';
import { usageLimit } from '../config/caller.ts';
import { originReplicaRegions } from '../config/replica-regions.ts';
import { enabledCallers, isTraced, type StageConfig } from '../config/stage.ts';
import { RegionalFunction } from '../functions/regional-function.ts';
import { originSecretArn } from '../secrets/secret-arns.ts';
import { EDGE_REGION, originSecretName } from '../secrets/secret-names.ts';
import { usageKeys } from './usage-keys.ts';

export interface OriginAuthorizerProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  /** Where it is: one of the stage’s regions. */
  readonly region: string;
  readonly audience: Audience;
}

/** The file for an API's authorizer: the callers that may use the API, each with the key that counts its requests. */
export function callersFile(
  stageName: string,
  stage: StageConfig,
  audience: Audience,
  region: string = stage.region,
): Readonly<Record<string, string>> {
  const keyOf = usageKeys(stageName, stage, region);
  const callers: AuthorizedCallers = Object.fromEntries(
    enabledCallers(stage)
      .filter(([, caller]) => mayUse(caller.audience, audience))
      .map(([name, caller]) => [name, keyOf(usageLimit(caller) && name)]),
  );
  return { [CALLERS_FILE]: JSON.stringify(callers) };
}

/**
 * Where an authorizer asks for the origin secret: first in its own region, if the secret or a replica is there, and then in
 * one other, so that a lost Secrets Manager doesn't take its region along.
 */
function regionsToAsk(stage: Pick<StageConfig, 'regions'>, region: string): string[] {
  const withSecret = [EDGE_REGION, ...originReplicaRegions(stage)];
  return [...withSecret.filter((each) => each === region), ...withSecret.filter((each) => each !== region)].slice(0, 2);
}

/**
 * Lets through requests of our own distribution, for callers of this API's audience. The guard has checked the caller
 * already. The audience is checked again here, so that no way of writing a path gets a client to an admin route.
 */
export class OriginAuthorizer extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { stageName, stage, region, audience }: OriginAuthorizerProps) {
    super(scope, id);
    const askedRegions = regionsToAsk(stage, region);
    const options: AuthorizerOptions = {
      originSecretId: originSecretName(stageName),
      originSecretRegion: EDGE_REGION,
      ...(askedRegions.length > 1 && { askedRegions }),
    };
    const authorizer = new RegionalFunction(this, 'Authorizer', {
      folder: 'authorizer',
      functionId: `authorizer-${audience}`,
      description: `Stagepass: lets only its CloudFront distribution call the ${audience} API`,
      logsDays: stage.retention.logsDays,
      traced: isTraced(stage),
      environment: { [env.options]: JSON.stringify(options) },
      files: callersFile(stageName, stage, audience, region),
    });
    authorizer.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: askedRegions.map((each) => originSecretArn(this, stageName, each)),
      }),
    );
    this.function = authorizer.function;
  }
}
