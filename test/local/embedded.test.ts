import { App, Stack, Stage } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import type { StageInput } from '../../lib/config/stage.ts';
import { Stagepass } from '../../lib/index.ts';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { systemClock } from '../../local/clock.ts';
import { runAssembly } from '../../local/run-assembly.ts';
import { configOf, plainStage } from '../support/host-app.ts';
import { agoraKeys, asCaller } from '../support/stagepass.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { unvalidated } from '../support/unvalidated.ts';

const env = { region: 'us-east-1' };

const now = Date.now();

/** One of its callers is in nested stacks. */
const stage: StageInput = {
  ...plainStage,
  callers: { ...plainStage.callers, partner: { audience: 'client', limit: { rate: 1, burst: 2 } } },
  callersInStack: { passwords: ['client', 'admin'], limits: [] },
};

/** An app of somebody else: a stack with a stage in it, and a stack that no local run knows how to run. */
function assembly(place: 'a stack' | 'a CDK stage'): { readonly dir: string; readonly stacks: string[] } {
  const app = new App({ outdir: temporaryFolder('embedded') });
  const scope = place === 'a stack' ? new Stack(app, 'Host', { env }) : new Stage(app, 'Prod');
  const { stacks } = new Stagepass(scope, 'Tokens', { stage: 'test', config: configOf(stage) });
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
      // The limit’s time stands still.
      clock: { ...systemClock, now: () => now },
    });
    onTestFinished(() => running.close());
    const answer = await asCaller(running, 'CallerSecretclient')('/access_token?channelName=news');
    expect([answer.status, answer.body.token]).toEqual([200, expect.stringContaining(agoraKeys.appId)]);
    const partner = asCaller(running, 'stagepass/test/caller/partner');
    const ask = async () => (await partner('/access_token?channelName=news')).status;
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
  },
);

it('stacks that are named must be in the assembly, once', () => {
  const { dir } = assembly('a CDK stage');
  expect(readAssembly(dir, ['Own']).map(({ name }) => name)).toEqual(['Own']);
  expect(() => readAssembly(dir, ['Own', 'Other'])).toThrow('holds no stack Other');
});
