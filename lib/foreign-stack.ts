import { CfnOutput, type Stack, Token } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { ConfigError } from './config/config.ts';
import type { StageConfig } from './config/stage.ts';
import { EDGE_REGION } from './secrets/secret-names.ts';

/**
 * What a stack of somebody else must be like to take a stage.
 *
 * @throws ConfigError that says what to do.
 */
export function checkForeignStack(stack: Stack, stage: StageConfig): void {
  const instead = 'or give Stagepass the app in place of the stack: it makes stacks of its own there';
  if (stack.nestedStackParent !== undefined) {
    throw new ConfigError(`${stack.node.path} is a nested stack, whose outputs nobody sees: take a stack, ${instead}`);
  }
  if (stack.region !== EDGE_REGION) {
    const is = Token.isUnresolved(stack.region) ? 'says no region' : `is in ${stack.region}`;
    throw new ConfigError(
      `${stack.node.path} ${is}, but CloudFront’s functions must be in ${EDGE_REGION}: give the stack env: { region: '${EDGE_REGION}' }, ${instead}`,
    );
  }
  if (stage.regions.length > 1) {
    throw new ConfigError(
      `the stage’s regions are ${stage.regions.join(' and ')}, but ${stack.node.path} is one stack, which has one: name one region, ${instead}`,
    );
  }
  if (stage.region !== EDGE_REGION) {
    throw new ConfigError(
      `the stage’s region is ${stage.region}, but ${stack.node.path} is in ${EDGE_REGION}, and a stack has one region: leave region out of the stage, ${instead}`,
    );
  }
  if (stage.account !== undefined && stage.account !== stack.account) {
    throw new ConfigError(
      `the stage belongs to the account ${stage.account}: give ${stack.node.path} env: { account: '${stage.account}', region: '${EDGE_REGION}' }`,
    );
  }
}

/**
 * Gives the outputs the names that they have in stacks of our own, where commands and other tools look for them. So a
 * stack takes one stage only.
 */
export function nameOutputs(part: Construct): void {
  for (const construct of part.node.findAll()) {
    if (!(construct instanceof CfnOutput)) continue;
    const { scope, id } = construct.node;
    // The CDK's own, of an API: ClientApiEndpoint.
    const name = scope instanceof RestApi ? `${scope.node.scope?.node.id}${id}` : id;
    construct.overrideLogicalId(name.replaceAll(/[^A-Za-z0-9]/g, ''));
  }
}
