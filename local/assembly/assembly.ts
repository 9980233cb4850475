import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readAssets } from './assets.ts';
import { nestedTemplates } from './nested-stacks.ts';
import { readJson } from './read-json.ts';
import { NESTED_STACK, nestedStackName } from './resource-types.ts';
import { Template } from './template.ts';

/** A stack of the assembly: its template, and the paths of its assets. */
export interface Stack {
  readonly name: string;
  readonly region: string;
  /** A made-up account if the app names none. */
  readonly account: string;
  readonly template: Template;
  /** The folder or file of each asset, by its object key in templates. */
  readonly assets: ReadonlyMap<string, string>;
  /** The resource that it is, if it is nested in another stack. */
  readonly nestedIn?: NestedIn;
}

export interface NestedIn {
  readonly parent: Stack;
  readonly logicalId: string;
}

const NO_ACCOUNT = '123456789012';

/** The parts of the manifests that are read. Their full schema is in @aws-cdk/cloud-assembly-schema. */
const Manifest = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      environment: v.optional(v.string()),
      properties: v.optional(
        v.object({
          templateFile: v.optional(v.string()),
          file: v.optional(v.string()),
          stackName: v.optional(v.string()),
          directoryName: v.optional(v.string()),
        }),
      ),
      dependencies: v.optional(v.array(v.string()), []),
    }),
  ),
});

/**
 * Reads what `cdk synth` wrote. A stack is followed by those that are nested in it.
 *
 * @param only the names of the stacks to read, wherever they are: also in assemblies that this one holds.
 * @throws Error when the folder holds no assembly or not these stacks, or the manifests have an unexpected form.
 */
export function readAssembly(dir: string, only?: readonly string[]): Stack[] {
  const stacks = readStacks(dir, only);
  for (const name of only ?? []) {
    const found = stacks.filter((stack) => stack.name === name).length;
    if (found === 0) throw new Error(`${dir} holds no stack ${name}`);
    if (found > 1) throw new Error(`${dir} holds ${found} stacks ${name}: run the folder of one of them`);
  }
  return stacks;
}

function readStacks(dir: string, only: readonly string[] | undefined): Stack[] {
  if (!existsSync(join(dir, 'manifest.json'))) throw new Error(`${dir} holds no cloud assembly: run cdk synth first`);
  const { artifacts } = readJson(join(dir, 'manifest.json'), Manifest);
  const stacks: Stack[] = [];
  for (const [id, { type, environment, properties, dependencies }] of Object.entries(artifacts)) {
    if (type === 'cdk:cloud-assembly' && only !== undefined && properties?.directoryName !== undefined) {
      stacks.push(...readStacks(join(dir, properties.directoryName), only));
      continue;
    }
    if (type === 'cdk:cloud-assembly') {
      throw new Error(
        `${dir} can’t be run as a whole, as it holds the assembly ${properties?.directoryName ?? id}: run that folder`,
      );
    }
    if (type !== 'aws:cloudformation:stack' || properties?.templateFile === undefined) continue;
    const name = properties.stackName ?? id;
    if (only !== undefined && !only.includes(name)) continue;
    const [account, region] = (environment ?? '').replace('aws://', '').split('/');
    if (region === undefined || region === 'unknown-region') {
      throw new Error(`the stack ${id} names no region: give it one, so that references to the region can be resolved`);
    }
    const stack = {
      name,
      region,
      account: account === undefined || account === 'unknown-account' ? NO_ACCOUNT : account,
      template: readJson(join(dir, properties.templateFile), Template),
      assets: readAssets(
        dir,
        dependencies.map((dependency) => artifacts[dependency]),
      ),
    };
    stacks.push(stack, ...nestedStacks(stack));
  }
  return stacks;
}

/** The stacks nested in this one, and those nested in them. The CDK puts their assets among those of the outermost. */
function nestedStacks(parent: Stack): Stack[] {
  return Object.entries(nestedTemplates(parent.template, parent.assets)).flatMap(([logicalId, path]) => {
    const { region, account, assets } = parent;
    const name = nestedStackName({ stackName: parent.name, logicalId, type: NESTED_STACK });
    const nestedIn = { parent, logicalId };
    const stack = { name, region, account, assets, nestedIn, template: readJson(path, Template) };
    return [stack, ...nestedStacks(stack)];
  });
}
