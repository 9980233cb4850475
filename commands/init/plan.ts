import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isBelow } from '../doctor/versions.ts';
import { ownManifest, packageDir, requiredPeers } from '../manifest.ts';
import { shownText } from '../shown-text.ts';
import type { Answers } from './answers.ts';
import { checkChangeable, checkFolder, repositoryOf, textIn } from './folder.ts';
import { type Merged, mergedPackageJson } from './package-json.ts';
import { type PackageManager, packageManagerOf } from './package-manager.ts';
import {
  embeddingLines,
  newPackage,
  type ProjectFile,
  projectFiles,
  type Surroundings,
  wantedPackage,
} from './project-files.ts';

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
  /** Whether the folder is below the repository's, where GitHub finds no workflow. */
  readonly isBelowRepository: boolean;
  /** What to add to the CDK app that is there; undefined where there is none, and the project has one of its own. */
  readonly toOwnApp: readonly string[] | undefined;
  /** The scripts that package.json will have. */
  readonly scripts: Readonly<Record<string, unknown>>;
}

export interface PlanOptions {
  /** `npm_config_user_agent`. */
  readonly userAgent?: string | undefined;
  readonly nodeVersion: string;
  /** What package.json says of Stagepass, where it isn't found out. */
  readonly packageSpec?: string | undefined;
}

/**
 * Looks at a folder, and changes nothing there.
 *
 * @throws UsageError where something is in the way.
 */
export function planFor(dir: string, answers: Answers, options: PlanOptions): Plan {
  checkFolder(dir);
  const before = textIn(dir, MANIFEST);
  const packageManager = packageManagerOf(dir, options.userAgent);
  const isNodeOld = Number.parseInt(options.nodeVersion, 10) < NEEDED_NODE;
  const repository = repositoryOf(dir);
  const isBelowRepository = repository !== undefined && repository !== resolve(dir);
  const hasOwnApp = hasAppOfItsOwn(dir);
  const surroundings: Surroundings = {
    extension: before === undefined || typeOf(before) === 'module' ? 'ts' : 'mts',
    isAddition: before !== undefined,
    packageManager,
    packageSpec: options.packageSpec ?? specFor(dir),
    isNodeOld,
    hasWorkflows: !isBelowRepository,
    hasOwnApp,
  };
  const manifest = mergedPackageJson(before ?? newPackage(answers), wantedPackage(surroundings));
  const files = projectFiles(answers, surroundings).map((file) => ({ file, there: thereOf(dir, file) }));
  if (before !== undefined && manifest.text !== before) checkChangeable(dir, MANIFEST);
  return {
    dir,
    packageManager,
    isNodeOld,
    isBelowRepository,
    toOwnApp: hasOwnApp ? embeddingLines(surroundings) : undefined,
    scripts: JSON.parse(manifest.text.replace(/^\uFEFF/, '')).scripts ?? {},
    write: [
      ...files.flatMap(({ file: { path, text }, there }) => (there === undefined ? [{ path, text }] : [])),
      ...(manifest.text === before ? [] : [{ path: MANIFEST, text: manifest.text }]),
    ],
    added: before === undefined ? [] : manifest.added,
    kept: [
      ...files.flatMap(({ file, there }) =>
        there === undefined || there.text === file.text ? [] : keptFile(file, there),
      ),
      ...keptScripts(manifest),
      ...tooOld(before ?? '{}'),
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
    const text = textIn(dir, each);
    if (text !== undefined) return { path: each, text };
  }
  return undefined;
}

function keptFile({ path, text, instead }: ProjectFile, there: There): Plan['kept'] {
  if (path !== '.gitignore') return [{ path: there.path, instead }];
  // `node_modules` and `/node_modules/` are as good as `node_modules/`.
  const plain = (line: string) => line.trim().replaceAll(/^\/|\/$/g, '');
  const has = new Set(there.text.split('\n').map(plain));
  const missing = text.split('\n').filter((line) => line !== '' && !has.has(plain(line)));
  return missing.length === 0 ? [] : [{ path, instead: `it should have: ${missing.join(' ')}` }];
}

/** Packages that are there in a version that Stagepass doesn't work with: their range stays, as all that is there. */
function tooOld(manifest: string): Plan['kept'] {
  const { dependencies, devDependencies, peerDependencies } = JSON.parse(manifest.replace(/^\uFEFF/, ''));
  const there: Record<string, unknown> = { ...peerDependencies, ...devDependencies, ...dependencies };
  return Object.entries(requiredPeers).flatMap(([name, range]) => {
    const [, version] = /^[\^~>=v\s]*(\d[\d.]*)/.exec(String(there[name] ?? '')) ?? [];
    if (version === undefined || !isBelow(version, range.slice(1))) return [];
    return [
      {
        path: `${MANIFEST} ${name}`,
        instead: `${shownText(String(there[name]))} is too old: Stagepass needs ${range}`,
      },
    ];
  });
}

/** Whether cdk.json runs an app that isn't the one that a project gets. */
function hasAppOfItsOwn(dir: string): boolean {
  const text = textIn(dir, 'cdk.json');
  if (text === undefined) return false;
  let app: unknown;
  try {
    app = JSON.parse(text).app;
  } catch {
    return false;
  }
  if (typeof app !== 'string') return false;
  const [file] = /\bbin\/app\.m?[jt]s\b/.exec(app) ?? [];
  return file === undefined || textIn(dir, file)?.includes('stagepass') === false;
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
