import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../root.ts';

/** What a bundle is made from. */
export interface BundleSource {
  /** What bundles of the same function have in common. */
  readonly name: string;
  /** How it is bundled, as a text that changes with it. */
  readonly settings: string;
  /** Files that matter to every bundle, within the folder of sources. One that isn't there matters by that. */
  readonly also: readonly string[];
}

/** Where sources are, and what is made from them is kept. */
export interface BundleFolders {
  readonly sources: string;
  readonly kept: string;
}

/** Below node_modules, so that `npm ci` begins anew, and clones that share those packages share the bundles. */
const folders: BundleFolders = {
  sources: projectRoot,
  kept: join(projectRoot, 'node_modules', '.cache', 'stagepass', 'bundles'),
};

/** How many bundles of a function are kept: one for each branch that somebody goes between. */
const KEPT = 4;

/**
 * Bundles, unless that was done already with the same files and settings: then the bundle is copied from where it was
 * kept. A bundle is found by what is in all of the files that it was made from, so a changed source is always bundled.
 * Where nothing can be kept, each bundle is made.
 *
 * @param write puts the bundle into the folder. @returns the files that it read, within the folder of sources.
 */
export function keptOr(
  source: BundleSource,
  outputDir: string,
  write: (dir: string) => readonly string[],
  { sources, kept }: BundleFolders = folders,
): void {
  const list = join(kept, `${source.name}.json`);
  const entryOf = (files: readonly string[]) =>
    join(kept, `${source.name}-${digestOf(source.settings, [...source.also, ...files], sources)}`);
  const known = readList(list);
  if (known !== undefined && copied(entryOf(known), outputDir)) return;

  // Not Date.now(), which a test may have stopped.
  const startedAt = performance.timeOrigin + performance.now();
  const files = [...write(outputDir)].sort();
  // Which of a file's contents was bundled isn't sure when it has changed since.
  if ([...source.also, ...files].some((file) => changedAt(join(sources, file)) >= startedAt)) return;
  try {
    mkdirSync(kept, { recursive: true });
    put(entryOf(files), (unfinished) => cpSync(outputDir, unfinished, { recursive: true }));
    put(list, (unfinished) => writeFileSync(unfinished, JSON.stringify(files)));
    prune(kept, source.name);
  } catch {
    // A disk that is full, or packages that belong to somebody else: bundling takes longer, which is all.
  }
}

function readList(list: string): readonly string[] | undefined {
  try {
    return JSON.parse(readFileSync(list, 'utf8'));
  } catch {
    return undefined;
  }
}

function copied(entry: string, outputDir: string): boolean {
  if (!existsSync(entry)) return false;
  try {
    cpSync(entry, outputDir, { recursive: true });
    return true;
  } catch {
    // Another process prunes. What was copied already must not stand beside what is bundled now.
    for (const name of readdirSync(outputDir)) rmSync(join(outputDir, name), { recursive: true });
    return false;
  }
}

/** Writes it under another name first: another process must see all of it or nothing. */
function put(path: string, write: (unfinished: string) => void): void {
  const unfinished = `${path}.${process.pid}-${performance.now()}`;
  write(unfinished);
  try {
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process was first, with the same.
    if (!existsSync(path)) throw error;
  }
}

/** Removes the oldest, and what a process left unfinished. */
function prune(kept: string, name: string): void {
  const entries = readdirSync(kept)
    .filter((each) => each.startsWith(`${name}-`))
    .map((each) => join(kept, each))
    .sort((a, b) => changedAt(b) - changedAt(a));
  for (const entry of entries.slice(KEPT)) rmSync(entry, { recursive: true, force: true });
}

/** 0 for what isn't there. */
function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function digestOf(settings: string, files: readonly string[], sources: string): string {
  const hash = createHash('sha256').update(settings);
  for (const file of files) hash.update(`\0${file}\0${digestOfFile(join(sources, file))}`);
  return hash.digest('hex').slice(0, 32);
}

const digests = new Map<string, { readonly changedAt: number; readonly bytes: number; readonly digest: string }>();

/** Bundles have most of their files in common: a process reads each once, until it changes. */
function digestOfFile(path: string): string {
  const now = statSync(path, { throwIfNoEntry: false });
  if (now === undefined) return 'none';
  const before = digests.get(path);
  if (before?.changedAt === now.mtimeMs && before.bytes === now.size) return before.digest;
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  digests.set(path, { changedAt: now.mtimeMs, bytes: now.size, digest });
  return digest;
}
