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

/** The resources of every stack of an assembly, also of those in a CDK stage, which has an assembly of its own. */
export function stacksIn(assemblyDir: string): Record<string, Resources> {
  const { artifacts } = v.parse(Manifest, readJson(assemblyDir, 'manifest.json'));
  const stacks: Record<string, Resources> = {};
  for (const [id, { type, properties }] of Object.entries(artifacts)) {
    const { templateFile, stackName = id, directoryName } = properties;
    if (type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      Object.assign(stacks, stacksIn(join(assemblyDir, directoryName)));
    }
    if (type !== 'aws:cloudformation:stack' || templateFile === undefined) continue;
    stacks[stackName] = resourcesOf(v.parse(Template, readJson(assemblyDir, templateFile)));
  }
  return stacks;
}

function readJson(dir: string, name: string): unknown {
  return JSON.parse(readFileSync(join(dir, name), 'utf8'));
}
