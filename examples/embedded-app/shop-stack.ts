import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Dashboard, GraphWidget, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Stagepass } from 'stagepass';

export interface ShopStackProps extends StackProps {
  readonly tokens: Stagepass;
}

/** Asks for a token as the caller `shop`. */
const BACK_END = `
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const secrets = new SecretsManagerClient({ region: 'us-east-1' });

export async function handler({ channel }) {
  const secret = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.PASSWORD_SECRET }));
  const { username, password } = JSON.parse(secret.SecretString);
  const authorization = 'Basic ' + Buffer.from(username + ':' + password).toString('base64');
  const url = process.env.TOKENS_URL + '/access_token?' + new URLSearchParams({ channelName: channel });
  const answer = await fetch(url, { headers: { authorization } });
  return answer.json();
}
`;

/** The shop's own: a function that asks for tokens, an alarm and a dashboard. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, { tokens, ...props }: ShopStackProps) {
    super(scope, id, props);
    const secret = tokens.callerSecret('shop');
    const backEnd = new LambdaFunction(this, 'BackEnd', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline(BACK_END),
      timeout: Duration.seconds(10),
      environment: { TOKENS_URL: tokens.url, PASSWORD_SECRET: secret.secretArn },
    });
    secret.grantRead(backEnd);

    new Alarm(this, 'NoTokens', {
      metric: tokens.metrics.vended('agora', { period: Duration.hours(1) }),
      comparisonOperator: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });
    new Dashboard(this, 'Dashboard').addWidgets(
      new GraphWidget({
        title: 'Tokens',
        left: [tokens.metrics.requests(), tokens.metrics.apiRequests('client')],
        right: [tokens.metrics.apiLatency('client')],
      }),
    );
  }
}
