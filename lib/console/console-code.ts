import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { type BuildOptions, buildSync } from 'esbuild';
import type { Route } from '../../api/route.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { bundledHere } from '../bundling/bundled-here.ts';
import { projectRoot } from '../root.ts';
import { consoleEntry } from './console-entry.ts';

/** The page's file name. */
export const indexPage = 'index.html';

/** Every file of the console, by name. */
export const consoleFiles = [indexPage, 'console.css', 'console.js', 'icon.svg'] as const;

const options: BuildOptions = {
  absWorkingDir: projectRoot,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'none',
};

/** The console for a stage with these providers and routes, as an asset. */
export function consoleCode(providers: readonly ProviderDescriptor[], routes: readonly Route[]): ISource {
  const entry = consoleEntry(providers, routes);
  return Source.asset(
    join(projectRoot, 'web'),
    bundledHere((outputDir) => writeConsole(entry, outputDir), { entry }),
  );
}

/** Writes it as one script, one stylesheet and one page. @param entry the script's first module. */
export function writeConsole(entry: string, outputDir: string): void {
  // One call: each starts a process of its own.
  buildSync({
    ...options,
    stdin: { contents: entry, resolveDir: projectRoot, sourcefile: 'console.ts', loader: 'ts' },
    entryPoints: ['web/console.css', 'web/icon.svg', 'web/index.html'],
    entryNames: '[name]',
    outdir: outputDir,
    loader: { '.svg': 'copy', '.html': 'copy' },
  });
  renameSync(join(outputDir, 'stdin.js'), join(outputDir, 'console.js'));
}
