import { type App, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Stagepass } from 'stagepass';
import { ShopStack } from './shop-stack.ts';
import config from './stagepass.config.ts';

const env = { region: 'us-east-1' };

/** A shop whose back end gets its tokens from Stagepass: two stacks of Stagepass, and two of the shop's own. */
export function makeStacks(app: App): void {
  const tokens = new Stagepass(app, 'Tokens', { stage: 'prod', config });
  // In a stack of its own: Stagepass's stacks depend on this one, and the shop's stack on them.
  const onCall = new Topic(new Stack(app, 'OnCall', { env }), 'Topic', { enforceSSL: true });
  tokens.notify({ api: onCall, edge: onCall });
  new ShopStack(app, 'Shop', { env, tokens });
}
