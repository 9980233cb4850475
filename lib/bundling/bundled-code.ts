import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { BuildOptions } from 'esbuild';
import type { NodeRuntime } from '../functions/runtime.ts';
import { projectRoot } from '../root.ts';
import { bundle } from './bundle.ts';
import { bundledHere } from './bundled-here.ts';
import { keptOr } from './kept-bundles.ts';

/** esbuild's options for a function: `<folder>/handler.ts` with only what it imports, for the runtime it runs on. */
export function bundleOptions(folder: string, { bundleTarget }: NodeRuntime): BuildOptions {
  return {
    absWorkingDir: projectRoot,
    entryPoints: { index: join(folder, 'handler.ts') },
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

/** Writes a function's bundle. @param folder within the project, such as `lambda/authorizer`. */
export function writeBundle(folder: string, runtime: NodeRuntime, outputDir: string): void {
  const name = `${folder.replaceAll('/', '-')}.${runtime.bundleTarget}`;
  keptOr(name, outputDir, (outdir) => bundle({ ...bundleOptions(folder, runtime), outdir }));
}

/**
 * A function's code: `<folder>/handler.ts` with only what it imports, as ES modules, and beside them the files it reads
 * at start.
 *
 * @param folder within the project, such as `lambda/authorizer`.
 * @param files name → content.
 */
export function bundledCode(folder: string, runtime: NodeRuntime, files: Readonly<Record<string, string>> = {}): Code {
  return Code.fromAsset(
    join(projectRoot, folder),
    bundledHere(
      (outputDir) => {
        writeBundle(folder, runtime, outputDir);
        for (const [name, content] of Object.entries(files)) writeFileSync(join(outputDir, name), content);
      },
      { ...files },
    ),
  );
}
