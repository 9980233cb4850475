import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';

export interface ApiGatewayLoggingProps {
  /** The role is given to API Gateway after these: IAM needs some seconds before a new role can be used. */
  readonly after: readonly IDependable[];
}

/**
 * Lets API Gateway write logs. The setting belongs to the account and region, not to this stack. It stays when the stack
 * is deleted, since other APIs may need it by then. If two stages make it, the later one's role is used and the earlier
 * one's isn't.
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
