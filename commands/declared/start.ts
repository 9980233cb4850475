import type { Command } from 'commander';
import { examples, stageOption } from '../command-line/declare.ts';
import { findProject } from '../project.ts';
import type { StartOptions } from '../start/options.ts';

export function declare(start: Command): void {
  start
    .description(
      'Synthesize a stage if its sources changed, and serve it on 127.0.0.1: no AWS account, no Docker. Keys, passwords and URLs come from .env or the environment; .env.example tells them all.',
    )
    .option('--port <port>', 'where to listen (default: PORT of the environment, or 8080)')
    .option('--https', 'serve HTTPS, with certs/server.key and certs/server.crt; both are made if there are none')
    .addOption(stageOption())
    .option(
      '--real-issuers',
      'take tokens of the real issuers of signed-in users, and not the sandbox’s: needs network',
    )
    .option('--verbose', 'print what the functions log')
    .action(async (options: StartOptions) => {
      const work = await import('../start.ts');
      await work.start(await findProject(), options);
    });
  examples(start, [
    'npx stagepass start',
    'npx stagepass start --stage prod --port 3000',
    'npx stagepass start --https',
  ]);
}
