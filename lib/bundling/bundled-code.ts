import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { BuildOptions } from 'esbuild';
import { PROJECT_BUNDLE } from '../../lambda/shared/projects/projects-file.ts';
import type { NodeRuntime } from '../functions/runtime.ts';
import { isPackage, projectRoot } from '../root.ts';
import { bundle } from './bundle.ts';
import { bundledHere } from './bundled-here.ts';
import { keptOr } from './kept-bundles.ts';

/**
 * esbuild's options for a function: `<folder>/handler.ts` with only what it imports, for the runtime it runs on.
 *
 * @param byProject that file is then a module of its own, which the function's entry starts once for each project.
 */
export function bundleOptions(folder: string, { bundleTarget }: NodeRuntime, byProject = false): BuildOptions {
  const handler = join(folder, 'handler.ts');
  return {
    absWorkingDir: projectRoot,
    entryPoints: byProject
      ? { index: 'lambda/shared/projects/handler.ts', [PROJECT_BUNDLE]: handler }
      : { index: handler },
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // A module that is imported later (`await import(…)`) gets a file of its own, which is loaded only then.
    splitting: true,
    // Files are named after paths. With real paths, the names would differ where node_modules is a link.
    preserveSymlinks: true,
    minify: true,
    platform: 'node',
    target: bundleTarget,
    format: 'esm',
    // After tree shaking, a package's ES modules take a third to two thirds of its CommonJS build.
    mainFields: ['module', 'main'],
    legalComments: 'none',
  };
}

/** The folder that the package has its functions' bundles in, made by build/build-package.ts. */
export const FUNCTIONS_AHEAD = 'functions';

/**
 * Writes a function's bundle: from its sources, or, in the package, as it was bundled ahead.
 *
 * @param folder within the project, such as `lambda/authorizer`.
 */
export function writeBundle(folder: string, runtime: NodeRuntime, outputDir: string, byProject = false): void {
  const name = bundleName(folder, runtime, byProject);
  if (isPackage) {
    cpSync(join(projectRoot, FUNCTIONS_AHEAD, name), outputDir, { recursive: true });
    return;
  }
  // The same sources on another path make the same bundle.
  const settings = JSON.stringify({ ...bundleOptions(folder, runtime, byProject), absWorkingDir: undefined });
  keptOr({ name, settings, also: lookedAt() }, outputDir, (dir) => makeBundle(folder, runtime, dir, byProject));
}

/**
 * Writes a function's bundle from its sources, whatever is kept.
 *
 * @returns the files that this depends on, within the project.
 */
export function makeBundle(folder: string, runtime: NodeRuntime, outdir: string, byProject = false): string[] {
  const metafile = bundle({ ...bundleOptions(folder, runtime, byProject), outdir, metafile: true });
  const inputs = Object.keys(metafile?.inputs ?? {}).filter((input) => !input.startsWith('builtin:'));
  return [...inputs, ...describing(inputs)];
}

/** What esbuild looks for in every folder on the way up, and doesn't list: what a package leaves out, how TypeScript is read. */
function describing(inputs: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const input of inputs) {
    for (let folder = dirname(input); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
  }
  return [...folders].flatMap((folder) => [join(folder, 'package.json'), join(folder, 'tsconfig.json')]);
}

/** What esbuild and our plugins of it look at for every bundle. */
function lookedAt(): string[] {
  const within = (folder: string) => readdirSync(join(projectRoot, folder)).map((name) => `${folder}/${name}`);
  return [
    ...within('lambda').map((folder) => `${folder}/${LEFT_OUT}`),
    ...within('lambda/stand-ins'),
    `lambda/shared/providers/${LEFT_OUT}`,
    `lib/bundling/${LEFT_OUT}`,
    'lib/bundling/bundler.ts',
    'node_modules/esbuild/package.json',
    // Which version of which package is where.
    'node_modules/.package-lock.json',
  ];
}

const LEFT_OUT = 'left-out.ts';

/** The name of a bundle's folder where bundles are kept. */
export function bundleName(folder: string, { bundleTarget }: NodeRuntime, byProject: boolean): string {
  return `${folder.replaceAll('/', '-')}.${bundleTarget}${byProject ? '.by-project' : ''}`;
}

/**
 * A function's code: `<folder>/handler.ts` with only what it imports, as ES modules, and beside them the files it reads
 * at start.
 *
 * @param folder within the project, such as `lambda/authorizer`.
 * @param files name → content.
 * @param byProject as with `bundleOptions`.
 */
export function bundledCode(
  folder: string,
  runtime: NodeRuntime,
  files: Readonly<Record<string, string>> = {},
  byProject = false,
): Code {
  return Code.fromAsset(
    projectRoot,
    bundledHere(
      (outputDir) => {
        writeBundle(folder, runtime, outputDir, byProject);
        for (const [name, content] of Object.entries(files)) writeFileSync(join(outputDir, name), content);
      },
      { bundle: bundleName(folder, runtime, byProject), ...files },
    ),
  );
}
