import { join } from 'node:path';
import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { buildSync } from 'esbuild';
import { bundledHere } from '../bundling/bundled-here.ts';
import { projectRoot } from '../root.ts';

/** What the console's page is called at its own address. */
export const indexPage = 'index.html';

/** Every file of the console, by name. */
export const consoleFiles = [indexPage, 'console.css', 'console.js', 'icon.svg'] as const;

/** The console as it is served: `web/` as one script, one stylesheet and one page. */
export function consoleCode(): ISource {
  return Source.asset(
    join(projectRoot, 'web'),
    bundledHere((outputDir) => {
      buildSync({
        absWorkingDir: projectRoot,
        entryPoints: ['web/console.ts', 'web/console.css', 'web/icon.svg', 'web/index.html'],
        entryNames: '[name]',
        outdir: outputDir,
        bundle: true,
        minify: true,
        format: 'esm',
        target: 'es2022',
        legalComments: 'none',
        loader: { '.svg': 'copy', '.html': 'copy' },
      });
    }),
  );
}
