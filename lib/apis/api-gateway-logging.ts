import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';

export interface ApiGatewayLoggingProps {
  /** API Gateway is told of the role when these are made: IAM takes some seconds to make a new role known to it. */
  readonly after: readonly IDependable[];
}

/**
 * Lets API Gateway write logs. The setting belongs to the account and region, not to this stack: it stays when the stack
 * goes, since other APIs may lean on it by then. Of two stages that make it, the setting is the later's, and the role of
 * the earlier is left unused.
 */
export class ApiGatewayLogging extends Construct {
  constructor(scope: Construct, id: string, { after }: ApiGatewayLoggingProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      description: 'Lets API Gateway write access logs',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    account.node.addDependency(...after);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: 'The role serves every API of the account and region, so it takes the policy AWS keeps for just that.',
    });
  }
}
