import type { Command } from 'commander';
import { examples } from '../command-line/declare.ts';
import { findProject } from '../project.ts';

export function declare(openapi: Command): void {
  openapi
    .description('Write the OpenAPI documents of all routes, one for each audience, to dist/openapi.')
    .option('--url <url>', 'the stage’s URL, as the documents’ server (default: where they are read)')
    .action(async ({ url }: { readonly url?: string }) => {
      const { writeOpenApi } = await import('../openapi.ts');
      const { dir } = await findProject();
      for (const file of writeOpenApi(dir, url)) process.stdout.write(`wrote ${file}\n`);
    });
  examples(openapi, ['npx stagepass openapi', 'npx stagepass openapi --url https://tokens.example.com']);
}
