import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
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

const AssetManifest = v.object({
  files: v.record(
    v.string(),
    v.object({
      source: v.object({ path: v.optional(v.string()) }),
      destinations: v.record(v.string(), v.object({ objectKey: v.string() })),
    }),
  ),
});

/**
 * Reads what `cdk synth` wrote.
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
  const { artifacts } = readJson(dir, 'manifest.json', Manifest);
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
    const assets = new Map<string, string>();
    for (const dependency of dependencies) {
      const artifact = artifacts[dependency];
      if (artifact?.type !== 'cdk:asset-manifest' || artifact.properties?.file === undefined) continue;
      const { files } = readJson(dir, artifact.properties.file, AssetManifest);
      for (const { source, destinations } of Object.values(files)) {
        if (source.path === undefined) continue;
        for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, join(dir, source.path));
      }
    }
    stacks.push({
      name,
      region,
      account: account === undefined || account === 'unknown-account' ? NO_ACCOUNT : account,
      template: readJson(dir, properties.templateFile, Template),
      assets,
    });
  }
  return stacks;
}

function readJson<T>(dir: string, file: string, schema: v.GenericSchema<unknown, T>): T {
  const path = join(dir, file);
  const parsed = v.safeParse(schema, JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`${path} has an unexpected form; run cdk synth again: ${v.getDotPath(issue) ?? ''} ${issue.message}`);
}
