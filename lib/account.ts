import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The partition as cdk-nag writes it in findings: its name, unless the CDK leaves that to the deployment. */
export function partitionOf(construct: IConstruct): string {
  const { partition } = Stack.of(construct);
  return Token.isUnresolved(partition) ? '<AWS::Partition>' : partition;
}

/** The account as cdk-nag writes it in findings: its number if the stage names one. */
export function accountOf(construct: IConstruct): string {
  const { account } = Stack.of(construct);
  return Token.isUnresolved(account) ? '<AWS::AccountId>' : account;
}
