import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';
import type { Audience } from '../../api/route.ts';

export interface TraceSamplingProps {
  readonly audience: Audience;
  readonly percent: number;
  readonly stage: Stage;
}

/** X-Ray takes no longer ones. */
const MOST_IN_NAME = 32;

/** Rules of the account's own come before with a smaller number, and after with a larger one; X-Ray's default is 10,000. */
const PRIORITY = 1_000;

/**
 * Of which share of an API's requests X-Ray keeps a trace. Its default rule keeps one each second before it takes a share,
 * which is every request of a quiet stage; this one has no such reservoir. API Gateway decides, and the functions that it
 * invokes follow.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-configuring-xray-sampling-rules.html
 */
export class TraceSampling extends Construct {
  constructor(scope: Construct, id: string, { audience, percent, stage }: TraceSamplingProps) {
    super(scope, id);
    new CfnSamplingRule(this, 'Rule', {
      samplingRule: {
        // A region may have two API stacks of a stage, where its regions were changed.
        ruleName: samplingRuleName(`${Stack.of(this).stackName}-${audience}`),
        priority: PRIORITY,
        fixedRate: percent / 100,
        reservoirSize: 0,
        // The ARN alone says which API it is: the service's name, which has that of the API and the stage, takes 64 characters.
        resourceArn: stage.stageArn,
        serviceName: '*',
        serviceType: 'AWS::ApiGateway::Stage',
        host: '*',
        httpMethod: '*',
        urlPath: '*',
        version: 1,
      },
    });
  }
}

/** A long name ends with what only it has, so that two that begin alike stay apart. */
export function samplingRuleName(name: string): string {
  if (name.length <= MOST_IN_NAME) return name;
  const own = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, MOST_IN_NAME - own.length - 1)}-${own}`;
}
