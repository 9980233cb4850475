import { type App, DefaultStackSynthesizer, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { makeStacks } from '../../examples/embedded-app/make-stacks.ts';
import { Stagepass } from '../../lib/index.ts';
import { configOf, hostApp, plainStage } from '../support/host-app.ts';

/** What a whole synthesis takes on a busy machine, in milliseconds. */
const SLOWLY = 180_000;

/** An app with a bootstrap of its own, and no flags. */
function ownBootstrap(): App {
  const app = hostApp({ defaultStackSynthesizer: new DefaultStackSynthesizer({ qualifier: 'acme' }) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

it('the example of an app has no finding, and nothing of Stagepass’s in its own stacks', { timeout: SLOWLY }, () => {
  const app = ownBootstrap();
  makeStacks(app);
  const shop = app.node.findChild('Shop') as Stack;
  Validations.of(shop).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    reason: 'An example takes what the CDK gives.',
  });
  const { stacks } = app.synth();
  expect(stacks.map(({ stackName }) => stackName).sort()).toEqual([
    'OnCall',
    'Shop',
    'acme-prod-Api',
    'acme-prod-Edge',
  ]);
  const text = (name: string) => JSON.stringify(stacks.find(({ stackName }) => stackName === name)?.template);
  for (const own of ['Shop', 'OnCall']) expect(text(own)).not.toContain('"Tags"');
  expect(text('acme-prod-Edge')).not.toContain('hnb659fds');
  Template.fromStack(shop).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { TOKENS_URL: {}, PASSWORD_SECRET: {} } },
  });
});

it('a stage in a stack of an app has no finding', { timeout: SLOWLY }, () => {
  const app = ownBootstrap();
  const stack = new Stack(app, 'Host', { env: { region: 'us-east-1' } });
  const rotation = { passwordsEveryDays: 30, originEveryDays: 30 };
  new Stagepass(stack, 'Tokens', { stage: 'test', config: configOf({ ...plainStage, rotation }) });
  expect(() => app.synth()).not.toThrow();
});
