import type { Command } from 'commander';
import { examples } from '../command-line/declare.ts';
import { findProject } from '../project.ts';

export function declare(openapi: Command): void {
  openapi
    .description('Write the OpenAPI documents of all routes, one for each audience, to dist/openapi.')
    .action(async () => {
      const { writeOpenApi } = await import('../openapi.ts');
      const { dir } = await findProject();
      for (const file of writeOpenApi(dir)) process.stdout.write(`wrote ${file}\n`);
    });
  examples(openapi, ['npx stagepass openapi']);
}
