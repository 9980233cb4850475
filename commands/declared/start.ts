import type { Command } from 'commander';
import { examples, stackOption, stageOption } from '../command-line/declare.ts';
import { findProject } from '../project.ts';
import type { StartOptions } from '../start/options.ts';

export function declare(start: Command): void {
  start
    .description(
      `Synthesize a stage, and serve it on this machine: no AWS account, no Docker. Each request is printed in a line, and a page shows the last ones with the way that each took. Keys, passwords and URLs come from .env or the environment; .env.example tells them all.

It listens at 127.0.0.1, for programs of this machine alone. With --host 0.0.0.0, phones and containers reach it, and so does everybody else in the network.`,
    )
    .option('--port <port>', 'where to listen (default: PORT of the environment, or 8080)')
    .option(
      '--host <host>',
      'the address or name to listen at, such as 0.0.0.0 for all of the machine’s (default: 127.0.0.1)',
    )
    .option('--https', 'serve HTTPS, with certs/server.key and certs/server.crt; both are made if there are none')
    .addOption(stageOption())
    .addOption(stackOption())
    .option(
      '--real-issuers',
      'take tokens of the real issuers of signed-in users, and not the sandbox’s: needs network',
    )
    .option('--quiet', 'print no line for a request')
    .option('--verbose', 'print what the functions log')
    .option(
      '--json',
      'print one line when it is ready, and all else to the standard error: {url, requestsUrl, apis, callers: [{username, password}], pid}',
    )
    .action(async (options: StartOptions) => {
      const work = await import('../start.ts');
      await work.start(await findProject(), options);
    });
  examples(start, [
    'npx stagepass start',
    'npx stagepass start --stage prod --port 3000',
    'npx stagepass start --host 0.0.0.0 --https',
  ]);
}
