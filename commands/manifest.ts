import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

const Manifest = v.object({
  name: v.literal('stagepass'),
  version: v.string(),
  dependencies: v.optional(v.record(v.string(), v.string()), {}),
  devDependencies: v.optional(v.record(v.string(), v.string()), {}),
  peerDependencies: v.optional(v.record(v.string(), v.string()), {}),
});

/** What the package's own package.json says. */
export type OwnManifest = v.InferOutput<typeof Manifest>;

/** The folder of the package's own package.json: the repository's, or that of the installed package. */
export const packageDir = folderAbove(dirname(fileURLToPath(import.meta.url)));

export const ownManifest: OwnManifest = v.parse(Manifest, manifestIn(packageDir));

function folderAbove(start: string): string {
  for (let dir = start; ; dir = dirname(dir)) {
    if (v.is(Manifest, manifestIn(dir))) return dir;
    if (dir === dirname(dir)) throw new Error(`${start} is not in the package stagepass`);
  }
}

function manifestIn(dir: string): unknown {
  const file = join(dir, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** The version of a package that Stagepass is tested with. */
export function testedVersion(name: string): string {
  const version = ownManifest.devDependencies[name];
  if (version === undefined) throw new Error(`package.json names no version of ${name} to test with`);
  return version;
}

/** The ranges of the packages that every project with stacks must have. Only a front end, with the client alone, needs none. */
export const requiredPeers: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ownManifest.peerDependencies).filter(([name]) => name !== 'react'),
);
