import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { ownManifest, packageDir } from '../manifest.ts';
import type { Answers } from './answers.ts';
import { type Merged, mergedPackageJson } from './package-json.ts';
import { type PackageManager, packageManagerOf } from './package-manager.ts';
import { newPackage, type ProjectFile, projectFiles, type Surroundings, wantedPackage } from './project-files.ts';

/** The first Node that runs the functions as Lambda does. */
const NEEDED_NODE = 24;

const MANIFEST = 'package.json';

/** What is done to a folder to make a project of it. */
export interface Plan {
  readonly dir: string;
  readonly packageManager: PackageManager;
  /** Files that aren't there, and package.json where it changes. */
  readonly write: readonly { readonly path: string; readonly text: string }[];
  /** What is added to a package.json that is there. */
  readonly added: readonly string[];
  /** What is there in another form and stays, and what to do by hand. */
  readonly kept: readonly { readonly path: string; readonly instead: string }[];
  readonly isNodeOld: boolean;
}

export interface PlanOptions {
  /** `npm_config_user_agent`. */
  readonly userAgent?: string | undefined;
  readonly nodeVersion: string;
  /** What package.json says of Stagepass, where it isn't found out. */
  readonly packageSpec?: string | undefined;
}

/** Looks at a folder, and changes nothing there. */
export function planFor(dir: string, answers: Answers, options: PlanOptions): Plan {
  const before = textAt(join(dir, MANIFEST));
  const packageManager = packageManagerOf(dir, options.userAgent);
  const isNodeOld = Number.parseInt(options.nodeVersion, 10) < NEEDED_NODE;
  const surroundings: Surroundings = {
    extension: before === undefined || typeOf(before) === 'module' ? 'ts' : 'mts',
    isAddition: before !== undefined,
    packageManager,
    packageSpec: options.packageSpec ?? specFor(dir),
    isNodeOld,
    hasWorkflows: hasWorkflows(dir),
  };
  const manifest = mergedPackageJson(before ?? newPackage(answers), wantedPackage(surroundings));
  const files = projectFiles(answers, surroundings).map((file) => ({ file, there: thereOf(dir, file) }));
  return {
    dir,
    packageManager,
    isNodeOld,
    write: [
      ...files.flatMap(({ file: { path, text }, there }) => (there === undefined ? [{ path, text }] : [])),
      ...(manifest.text === before ? [] : [{ path: MANIFEST, text: manifest.text }]),
    ],
    added: before === undefined ? [] : manifest.added,
    kept: [
      ...files.flatMap(({ file, there }) =>
        there === undefined || there.text === file.text ? [] : [keptFile(file, there.path)],
      ),
      ...keptScripts(manifest),
    ],
  };
}

/** Writes what is missing. Never over a file that came there meanwhile. */
export function carryOut({ dir, write }: Plan): void {
  for (const { path, text } of write) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: path === MANIFEST ? 'w' : 'wx' });
  }
}

interface There {
  readonly path: string;
  readonly text: string;
}

/** The file that stands in this one's place: the configuration and the app may have another extension. */
function thereOf(dir: string, { path }: ProjectFile): There | undefined {
  const stem = /^(stagepass\.config|bin\/app)\.m?ts$/.exec(path)?.[1];
  const paths = stem === undefined ? [path] : ['ts', 'mts', 'js', 'mjs'].map((extension) => `${stem}.${extension}`);
  for (const each of paths) {
    const text = textAt(join(dir, each));
    if (text !== undefined) return { path: each, text };
  }
  return undefined;
}

function keptFile({ path, text, instead }: ProjectFile, there: string): Plan['kept'][number] {
  if (path !== '.gitignore') return { path: there, instead };
  return { path, instead: `it should have: ${text.trim().split('\n').join(' ')}` };
}

function keptScripts({ kept }: Merged): Plan['kept'] {
  return kept.map(({ path, wanted }) => ({
    path: `${MANIFEST} ${path}`,
    instead: `Stagepass’s own would be: ${wanted}`,
  }));
}

function textAt(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function typeOf(manifest: string): unknown {
  try {
    return JSON.parse(manifest).type;
  } catch {
    // Said where it is merged.
    return undefined;
  }
}

/** GitHub looks for workflows in a repository's own folder only. */
function hasWorkflows(dir: string): boolean {
  for (let above = resolve(dir); ; above = dirname(above)) {
    if (existsSync(join(above, '.git'))) return above === resolve(dir);
    if (above === dirname(above)) return true;
  }
}

/**
 * What the new project's package.json says of Stagepass. Where this one was installed from a file, as by
 * `npx ./stagepass-0.2.0.tgz`, the package manager wrote that into the package.json beside node_modules.
 */
function specFor(dir: string): string {
  const parent = dirname(packageDir);
  const installed = basename(parent) === 'node_modules' ? textAt(join(dirname(parent), MANIFEST)) : undefined;
  const spec: unknown = installed === undefined ? undefined : JSON.parse(installed).dependencies?.[ownManifest.name];
  if (typeof spec !== 'string' || !spec.startsWith('file:')) return `^${ownManifest.version}`;
  const file = resolve(dirname(parent), spec.slice('file:'.length));
  return `file:${relative(resolve(dir), file)}`;
}
