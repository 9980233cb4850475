import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CompositePrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, type Version } from 'aws-cdk-lib/aws-lambda';
import { USE_CDK_MANAGED_LAMBDA_LOGGROUP } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import * as v from 'valibot';
import { GuardConfig } from '../../edge-auth/config.ts';
import { accountOf, partitionOf } from '../account.ts';
import { bundledCode } from '../bundling/bundled-code.ts';
import { FUNCTION_TAG } from '../functions/function-tag.ts';
import { edgeRuntime } from '../functions/runtime.ts';
import { addOwnTag } from '../own-tags.ts';
import { acknowledgeCallerSecrets, callerSecretArns, deniedUsersSecretArn } from '../secrets/secret-arns.ts';

export interface GuardFunctionProps {
  readonly config: GuardConfig;
  readonly stageName: string;
}

/**
 * The guard, a Lambda@Edge function that checks Basic credentials. Lambda@Edge has no environment variables, so its
 * configuration is a file in its bundle. It keeps to the strictest limits (128 MB, 5 s, x86), which every account allows.
 */
export class GuardFunction extends Construct {
  /** CloudFront needs a numbered version; it doesn't take $LATEST. */
  readonly version: Version;

  constructor(scope: Construct, id: string, { config, stageName }: GuardFunctionProps) {
    super(scope, id);
    // Replicas log to groups in the regions where they run; a group made here would stay empty.
    this.node.setContext(USE_CDK_MANAGED_LAMBDA_LOGGROUP, false);
    const role = new Role(this, 'Role', {
      description: 'Runs the Stagepass guard at the edge of CloudFront',
      assumedBy: new CompositePrincipal(
        new ServicePrincipal('lambda.amazonaws.com'),
        new ServicePrincipal('edgelambda.amazonaws.com'),
      ),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: config.secretRegions.flatMap((region) => [
          callerSecretArns(this, stageName, region),
          ...(config.deniedUsers ? [deniedUsersSecretArn(this, stageName, region)] : []),
        ]),
      }),
    );
    acknowledgeCallerSecrets(this, stageName, role, config.secretRegions);
    const logs = Stack.of(this).formatArn({
      service: 'logs',
      region: '*',
      resource: 'log-group',
      resourceName: '/aws/lambda/us-east-1.*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logs],
      }),
    );
    const guard = new LambdaFunction(this, 'Function', {
      description: 'Stagepass: checks who calls, at the edge',
      code: bundledCode('edge-auth', edgeRuntime, { 'guard.json': JSON.stringify(v.parse(GuardConfig, config)) }),
      handler: 'index.handler',
      runtime: edgeRuntime.lambda,
      memorySize: 128,
      timeout: Duration.seconds(5),
      role,
      // Deleting a version that CloudFront still uses would mean minutes of 503 at every change.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    addOwnTag(guard, FUNCTION_TAG, 'guard');
    this.version = guard.currentVersion;
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:${partitionOf(this)}:logs:*:${accountOf(this)}:log-group:/aws/lambda/us-east-1.*]`,
      reason:
        'A replica logs in the region it runs in, to a group named after the function, whose name is made at deploy time.',
    });
  }
}
