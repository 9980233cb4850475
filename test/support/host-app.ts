import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type AppProps, type Stack } from 'aws-cdk-lib';
import type { StagepassConfig } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { projectRoot } from '../../lib/root.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { unvalidated, withoutTraces } from './unvalidated.ts';

/** A stage that is quickly made, with alarms. */
export const plainStage: StageInput = {
  providers: { agora: {} },
  callers: { client: { audience: 'client' }, admin: { audience: 'admin' } },
  alarms: {},
};

/** The flags that this repository's app has. */
export const ourFlags: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(join(projectRoot, 'cdk.json'), 'utf8'),
).context;

export function configOf(stage: StageInput = plainStage, name = 'test'): StagepassConfig {
  return { [name]: stage };
}

/** The app of somebody else, which has no flags unless they are given. Its code is not bundled. */
export function hostApp({ context, ...props }: AppProps = {}): App {
  return new App({
    ...props,
    outdir: temporaryFolder('host'),
    context: { ...context, ...withoutTraces, 'aws:cdk:bundling-stacks': [] },
  });
}

export interface HostTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** The template of every stack in the app, also of those in CDK stages, by the stack's name. */
export function templatesOf(app: App): Readonly<Record<string, HostTemplate>> {
  const { stacksRecursively } = unvalidated(() => app.synth());
  return Object.fromEntries(stacksRecursively.map(({ stackName, template }) => [stackName, template]));
}

export function templateOf(stack: Stack): HostTemplate {
  return templatesOf(stack.node.root as App)[stack.stackName] as HostTemplate;
}
