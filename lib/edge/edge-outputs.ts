import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type FirstRequest, firstRequest } from '../config/first-request.ts';
import { passwordCallers, type StageConfig } from '../config/stage.ts';
import { passwordsInStack } from '../config/where-callers-are.ts';
import { callerSecretName, EDGE_REGION } from '../secrets/secret-names.ts';
import type { TokenDistribution } from './token-distribution.ts';

export interface EdgeOutputsProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  readonly tokens: TokenDistribution;
}

/** The outputs of a deployment: the URL, the names of the passwords' secrets, and a command to try it. */
export function edgeOutputs(scope: Construct, { stageName, stage, tokens }: EdgeOutputsProps): void {
  const { distribution, host } = tokens;
  new CfnOutput(scope, 'Url', {
    value: `https://${host}`,
    description: 'What clients call; in a browser, the console',
  });
  new CfnOutput(scope, 'DistributionId', { value: distribution.distributionId });
  if (stage.domain && !stage.domain.hostedZone) {
    new CfnOutput(scope, 'DomainTarget', {
      value: distribution.domainName,
      description: `Where ${host} must lead, by a CNAME or alias record`,
    });
  }
  // In nested stacks there may be more callers than a stack may have outputs. Their secrets are named by the same pattern.
  const inStack = passwordsInStack(stage);
  for (const [caller] of passwordCallers(stage).filter(([name]) => inStack.has(name))) {
    new CfnOutput(scope, `CallerSecret-${caller}`, {
      value: callerSecretName(stageName, caller),
      description: `Holds the password of ${caller}`,
    });
  }
  const first = firstRequest(stage);
  if (first !== undefined) outputTryIt(scope, host, stageName, first);
}

/** A command that asks a new stage for a token. The shell needs the account's credentials and jq. */
function outputTryIt(scope: Construct, host: string, stageName: string, { caller, path }: FirstRequest): void {
  const password = `aws secretsmanager get-secret-value --region ${EDGE_REGION} --secret-id ${callerSecretName(stageName, caller)} --query SecretString --output text | jq -r .password`;
  new CfnOutput(scope, 'TryIt', {
    value: `curl -u "${caller}:$(${password})" 'https://${host}${path}'`,
    description: 'Fills in the password and asks for a token',
  });
}
