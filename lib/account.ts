import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The account as findings of cdk-nag write it: its number where the stage names one. */
export function accountOf(construct: IConstruct): string {
  const { account } = Stack.of(construct);
  return Token.isUnresolved(account) ? '<AWS::AccountId>' : account;
}
