import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Audience, mayUse } from '../api/route.ts';
import type { AuthorizerOptions } from '../lambda/authorizer/options.ts';
import { env } from '../lambda/shared/environment.ts';
import { enabledCallers, type StageConfig } from './config/stage.ts';
import { EDGE_REGION, originSecretName } from './secret-names.ts';
import { TokenFunction } from './token-function.ts';

export interface OriginAuthorizerProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  readonly audience: Audience;
}

/**
 * Lets through what our own distribution sends, for a caller this API is for. The guard has checked the caller already;
 * that this API checks the audience again means no spelling of a path gets a client to an admin route.
 */
export class OriginAuthorizer extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { stageName, stage, audience }: OriginAuthorizerProps) {
    super(scope, id);
    const originSecretId = originSecretName(stageName);
    const options: AuthorizerOptions = {
      originSecretId,
      originSecretRegion: EDGE_REGION,
      stageName,
      callers: enabledCallers(stage).flatMap(([name, caller]) => (mayUse(caller.audience, audience) ? [name] : [])),
    };
    const authorizer = new TokenFunction(this, 'Authorizer', {
      folder: 'authorizer',
      description: `Stagepass: lets only its CloudFront distribution call the ${audience} API`,
      logsDays: stage.retention.logsDays,
      environment: { [env.options]: JSON.stringify(options) },
    });
    authorizer.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        // Secrets Manager ends every secret's ARN with a hyphen and six characters of its own.
        resources: [
          Stack.of(this).formatArn({
            service: 'secretsmanager',
            region: EDGE_REGION,
            resource: 'secret',
            resourceName: `${originSecretId}-??????`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
      }),
    );
    this.function = authorizer.function;
  }
}
