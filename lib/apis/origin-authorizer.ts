import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Audience, mayUse } from '../../api/route.ts';
import { type AuthorizedCallers, type AuthorizerOptions, CALLERS_FILE } from '../../lambda/authorizer/options.ts';
import { usageKey } from '../../lambda/shared/rights/usage-key.ts';
import { env } from '../../lambda/shared/settings/environment.ts';
import { usageLimit } from '../config/caller.ts';
import { otherRegions } from '../config/regions.ts';
import { originReplicaRegions } from '../config/replica-regions.ts';
import { enabledCallers, isTraced, type StageConfig } from '../config/stage.ts';
import { RegionalFunction } from '../functions/regional-function.ts';
import { originSecretArn } from '../secrets/secret-arns.ts';
import { EDGE_REGION, originSecretName } from '../secrets/secret-names.ts';
import { sharedPlans } from './shared-plans.ts';

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
  const shared = sharedPlans(stage);
  const otherRegion = otherRegions(stage).find((other) => other === region);
  const callers: AuthorizedCallers = Object.fromEntries(
    enabledCallers(stage)
      .filter(([, caller]) => mayUse(caller.audience, audience))
      .map(([name, caller]) => [name, usageKey(stageName, usageLimit(caller) && name, shared.get(name), otherRegion)]),
  );
  return { [CALLERS_FILE]: JSON.stringify(callers) };
}

/**
 * Lets through requests of our own distribution, for callers of this API's audience. The guard has checked the caller
 * already. The audience is checked again here, so that no way of writing a path gets a client to an admin route.
 */
export class OriginAuthorizer extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { stageName, stage, region, audience }: OriginAuthorizerProps) {
    super(scope, id);
    const replicaRegion = originReplicaRegions(stage).find((replica) => replica === region);
    const options: AuthorizerOptions = {
      originSecretId: originSecretName(stageName),
      originSecretRegion: EDGE_REGION,
      ...(replicaRegion !== undefined && { replicaRegion }),
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
        resources: [EDGE_REGION, ...(replicaRegion === undefined ? [] : [replicaRegion])].map((each) =>
          originSecretArn(this, stageName, each),
        ),
      }),
    );
    this.function = authorizer.function;
  }
}
