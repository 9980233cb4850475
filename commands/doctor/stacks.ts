import { join } from 'node:path';
import * as v from 'valibot';
import { readAssets } from '../../local/assembly/assets.ts';
import { nestedTemplates } from '../../local/assembly/nested-stacks.ts';
import { readJson } from '../../local/assembly/read-json.ts';
import { Template } from '../../local/assembly/template.ts';
import { type Resources, resourcesOf } from './resources.ts';

const Manifest = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      environment: v.optional(v.string(), ''),
      properties: v.optional(
        v.object({
          templateFile: v.optional(v.string()),
          file: v.optional(v.string()),
          stackName: v.optional(v.string()),
          directoryName: v.optional(v.string()),
        }),
        {},
      ),
      dependencies: v.optional(v.array(v.string()), []),
    }),
  ),
});

/** By the stacks' names. */
export interface Stacks {
  readonly resources: Readonly<Record<string, Resources>>;
  readonly regions: Readonly<Record<string, string>>;
}

/** Every stack of an assembly, also those in a CDK stage, which has an assembly of its own. */
export function stacksIn(assemblyDir: string): Stacks {
  const { artifacts } = readJson(join(assemblyDir, 'manifest.json'), Manifest);
  const stacks = { resources: {} as Record<string, Resources>, regions: {} as Record<string, string> };
  for (const [id, { type, environment, properties, dependencies }] of Object.entries(artifacts)) {
    const { templateFile, stackName = id, directoryName } = properties;
    if (type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      const inner = stacksIn(join(assemblyDir, directoryName));
      Object.assign(stacks.resources, inner.resources);
      Object.assign(stacks.regions, inner.regions);
    }
    if (type !== 'aws:cloudformation:stack' || templateFile === undefined) continue;
    const assets = readAssets(
      assemblyDir,
      dependencies.map((dependency) => artifacts[dependency]),
    );
    stacks.resources[stackName] = withNested(readJson(join(assemblyDir, templateFile), Template), assets);
    stacks.regions[stackName] = environment.split('/').at(-1) ?? '';
  }
  return stacks;
}

/** The resources of a stack, with those of the stacks nested in it: their ids begin with that of their stack. */
function withNested(template: Template, assets: ReadonlyMap<string, string>): Resources {
  const nested = Object.entries(nestedTemplates(template, assets)).flatMap(([stack, path]) =>
    Object.entries(withNested(readJson(path, Template), assets)).map(([id, resource]) => [`${stack}/${id}`, resource]),
  );
  return { ...resourcesOf(template), ...Object.fromEntries(nested) };
}
