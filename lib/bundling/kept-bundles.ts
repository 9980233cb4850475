import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** A bundle as it is kept: one file, so that another process sees all of it or nothing. */
interface Kept {
  /** The files that mattered to this bundle only, and a digest of what was in all that mattered. */
  readonly files: readonly string[];
  readonly madeFrom: string;
  /** Name → content. */
  readonly bundle: Readonly<Record<string, string>>;
}

/** Below node_modules, so that `npm ci` begins anew. */
const folders: BundleFolders = {
  sources: projectRoot,
  kept: join(projectRoot, 'node_modules', '.cache', 'stagepass', 'bundles'),
};

/** How many bundles of a function are kept: one for each branch that somebody goes between. */
const KEPT = 4;

/** In ms since 1970. Not Date.now(), which a test may have stopped. */
const clock = () => performance.timeOrigin + performance.now();

/** What the clock of files may be behind that of the process. */
const TICK_MS = 20;

/**
 * Bundles, unless that was done already with the same files and settings: then it is the bundle that was kept. Each is
 * kept with a digest of all that it was made from, which is taken anew when it is used. Where nothing can be kept, or
 * what was kept is damaged, bundles are made.
 *
 * @param write puts the bundle into the folder. @returns the files that mattered, within the folder of sources. One that
 * isn't there matters by that.
 * @param now in ms since 1970.
 */
export function keptOr(
  source: BundleSource,
  outputDir: string,
  write: (dir: string) => readonly string[],
  { sources, kept }: BundleFolders = folders,
  now = clock,
): void {
  const madeFrom = (files: readonly string[]) => digestOf(source.settings, [...source.also, ...files], sources, now);
  for (const path of entriesOf(kept, source.name)) {
    const entry = readEntry(path, source.name);
    if (entry === undefined || entry.madeFrom !== madeFrom(entry.files)) continue;
    for (const [name, text] of Object.entries(entry.bundle)) writeFileSync(join(outputDir, name), text);
    return;
  }

  const startedAt = now();
  const files = [...write(outputDir)].sort();
  // Which of a file's contents was bundled isn't sure when it has changed since. One that was put there, or removed,
  // changed its folder.
  const changed = new Set([...source.also, ...files].flatMap((file) => [file, dirname(file)]));
  if ([...changed].some((path) => changedAt(join(sources, path)) >= startedAt - TICK_MS)) return;
  try {
    const bundle = Object.fromEntries(
      readdirSync(outputDir).map((name) => [name, readFileSync(join(outputDir, name), 'utf8')]),
    );
    keep(kept, source.name, { files, madeFrom: madeFrom(files), bundle });
  } catch {
    // A disk that is full, or packages that belong to somebody else: bundling takes longer, which is all.
  }
}

/** The entries of a function, the newest first. */
function entriesOf(kept: string, name: string): string[] {
  try {
    return readdirSync(kept)
      .filter((each) => each.startsWith(`${name}-`))
      .map((each) => join(kept, each))
      .sort((a, b) => changedAt(b) - changedAt(a));
  } catch {
    return [];
  }
}

/** @returns undefined for what isn't whole: its name holds a digest of it. */
function readEntry(path: string, name: string): Kept | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return path.endsWith(nameOf(name, text)) ? JSON.parse(text) : undefined;
  } catch {
    // Another process has removed it, or it isn't a file.
    return undefined;
  }
}

const nameOf = (name: string, text: string) => `${name}-${sha256(text)}.json`;

function keep(kept: string, name: string, entry: Kept): void {
  const text = JSON.stringify(entry);
  const path = join(kept, nameOf(name, text));
  const unfinished = `${path}.${process.pid}-${performance.now()}`;
  mkdirSync(kept, { recursive: true });
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
  // With what a process left unfinished.
  for (const old of entriesOf(kept, name).slice(KEPT)) rmSync(old, { recursive: true, force: true });
}

/** Not by the time that a file says it was written at, which programs set. 0 for what isn't there. */
function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0;
}

function digestOf(settings: string, files: readonly string[], sources: string, now: () => number): string {
  return sha256([settings, ...files.map((file) => `${file}\0${digestOfFile(join(sources, file), now)}`)].join('\0'));
}

const digests = new Map<string, { readonly changedAt: number; readonly digest: string }>();

/** Bundles have most of their files in common: a process reads each once, until it changes. */
function digestOfFile(path: string, now: () => number): string {
  const time = changedAt(path);
  if (time === 0) return 'none';
  const before = digests.get(path);
  if (before?.changedAt === time) return before.digest;
  const digest = sha256(readFileSync(path));
  // A file that changes twice within a tick has the same time.
  if (time < now() - TICK_MS) digests.set(path, { changedAt: time, digest });
  return digest;
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
