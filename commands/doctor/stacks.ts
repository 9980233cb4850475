import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
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
          stackName: v.optional(v.string()),
          directoryName: v.optional(v.string()),
        }),
        {},
      ),
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
  const { artifacts } = v.parse(Manifest, readJson(assemblyDir, 'manifest.json'));
  const stacks = { resources: {} as Record<string, Resources>, regions: {} as Record<string, string> };
  for (const [id, { type, environment, properties }] of Object.entries(artifacts)) {
    const { templateFile, stackName = id, directoryName } = properties;
    if (type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      const inner = stacksIn(join(assemblyDir, directoryName));
      Object.assign(stacks.resources, inner.resources);
      Object.assign(stacks.regions, inner.regions);
    }
    if (type !== 'aws:cloudformation:stack' || templateFile === undefined) continue;
    stacks.resources[stackName] = resourcesOf(v.parse(Template, readJson(assemblyDir, templateFile)));
    stacks.regions[stackName] = environment.split('/').at(-1) ?? '';
  }
  return stacks;
}

function readJson(dir: string, name: string): unknown {
  return JSON.parse(readFileSync(join(dir, name), 'utf8'));
}
