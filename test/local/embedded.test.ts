import { App, Stack, Stage } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import { Stagepass } from '../../lib/index.ts';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { runAssembly } from '../../local/run-assembly.ts';
import { configOf } from '../support/host-app.ts';
import { agoraKeys, asCaller } from '../support/stagepass.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { unvalidated } from '../support/unvalidated.ts';

const env = { region: 'us-east-1' };

/** An app of somebody else: a stack with a stage in it, and a stack that no local run knows how to run. */
function assembly(place: 'a stack' | 'a CDK stage'): { readonly dir: string; readonly stacks: string[] } {
  const app = new App({ outdir: temporaryFolder('embedded') });
  const scope = place === 'a stack' ? new Stack(app, 'Host', { env }) : new Stage(app, 'Prod');
  const { stacks } = new Stagepass(scope, 'Tokens', { stage: 'test', config: configOf() });
  new Table(new Stack(app, 'Own', { env }), 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  const { directory } = unvalidated(() => app.synth());
  return { dir: directory, stacks: [...new Set([stacks.api.stackName, stacks.edge.stackName])] };
}

it.each(['a stack', 'a CDK stage'] as const)(
  'a stage in %s of an app that has other stacks vends tokens',
  async (place) => {
    const { dir, stacks } = assembly(place);
    const running = await runAssembly({
      assemblyDir: dir,
      stacks,
      secrets: { ProviderSecretAgora: JSON.stringify(agoraKeys) },
    });
    onTestFinished(() => running.close());
    const answer = await asCaller(running, 'CallerSecretclient')('/access_token?channelName=news');
    expect([answer.status, answer.body.token]).toEqual([200, expect.stringContaining(agoraKeys.appId)]);
  },
);

it('stacks that are named must be in the assembly, once', () => {
  const { dir } = assembly('a CDK stage');
  expect(readAssembly(dir, ['Own']).map(({ name }) => name)).toEqual(['Own']);
  expect(() => readAssembly(dir, ['Own', 'Other'])).toThrow('holds no stack Other');
});
