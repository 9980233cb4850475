import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { StageInput } from '../../lib/config/stage.ts';
import { projectRoot } from '../../lib/root.ts';
import { Stagepass } from '../../lib/stagepass.ts';
import config from '../project/stagepass.config.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { unvalidated, withoutTraces } from './unvalidated.ts';

/** Everything on, and names that no default has. */
export const fullStage: StageInput = {
  providers: {
    agora: {},
    interactivity: {},
    millicast: {},
    momento: {
      endpoint: 'cell.momento.example',
      client: { cache: 'game', topics: { role: 'subscribeonly', names: ['news'] } },
      admin: { cache: 'game', items: { role: 'readwrite', keyPrefix: 'shop/' } },
    },
  },
  allowedOrigins: ['https://app.example.com'],
  callers: { client: { audience: 'client' }, admin: { audience: 'admin' }, 'kiosk-1': { audience: 'client' } },
};

/** All providers of the sample, in the forms that have the most resources. */
export const everyProvider: StageInput['providers'] = { ...config.dev?.providers, turn: { kind: 'cloudflare' } };

/** What a team that lives with it adds. */
export const operatedStage: StageInput = {
  ...fullStage,
  domain: {
    name: 'tokens.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f',
    hostedZone: { id: 'Z0123456789ABC', name: 'example.com' },
  },
  alarms: { emails: ['on-call@example.com'] },
  dashboard: true,
};

/** The app that `bin/` makes, with cdk.json's flags. */
function appOf(stage: StageInput, ownContext: Record<string, unknown> = {}, name = 'test'): App {
  const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8'));
  const app = new App({
    outdir: temporaryFolder('assembly'),
    treeMetadata: false,
    context: { ...context, ...withoutTraces, ...ownContext },
  });
  new Stagepass(app, 'Stagepass', { stage: name, config: { [name]: stage } });
  return app;
}

/** Its code is not bundled, but that of the stacks that are named: for tests that look at templates. */
export function stagepassApp(stage: StageInput, bundled: readonly string[] = [], name?: string): App {
  const context = { 'aws:cdk:bundling-stacks': bundled, 'aws:cdk:disable-asset-staging': bundled.length === 0 };
  return appOf(stage, context, name);
}

/** Synthesizes a stage whole, for tests that run it; the folder goes when the test file is done. */
export function assemblyOf(stage: StageInput, name = 'test'): string {
  return unvalidated(() => appOf(stage, {}, name).synth().directory);
}

/** The same in two regions. */
export const twoRegions: StageInput = { ...operatedStage, regions: ['us-east-1', 'eu-west-1'] };

interface Templates {
  readonly api: Template;
  readonly edge: Template;
  /** Of the stack with the APIs in a second region. */
  readonly second: Template | undefined;
}

const made = new Map<string, Templates>();

/** The templates of a stage. Files that look at the same one share them. */
export function templates(stage: StageInput = fullStage): Templates {
  const key = JSON.stringify(stage);
  const there = made.get(key);
  if (there !== undefined) return there;
  const app = stagepassApp(stage);
  const template = (id: string) => unvalidated(() => Template.fromStack(app.node.findChild(id) as Stack));
  const [, second] = stage.regions ?? [];
  const all = {
    api: template('Stagepass-test-Api'),
    edge: template('Stagepass-test-Edge'),
    second: second === undefined ? undefined : template(`Stagepass-test-Api-${second}`),
  };
  made.set(key, all);
  return all;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The properties of every resource of a type. */
export function propertiesOf(template: Template, type: string): Readonly<Record<string, unknown>>[] {
  const found = template.findResources(type) as Record<string, Resource>;
  return Object.values(found).map((resource) => resource.Properties);
}
