import type { Command } from 'commander';
import { BEARER_VARIABLE } from '../bearer-variable.ts';
import { examples, listOption, stackOption, stageOption } from '../command-line/declare.ts';
import { findProject } from '../project.ts';
import type { VerifyOptions } from '../verify.ts';

export function declare(verify: Command): void {
  verify
    .description(
      `Ask a stage what an outsider would, and print what holds. With --stage alone it finds the stage by its stacks’ outputs, and asks AWS too: is the guard associated, the distribution deployed, are the providers’ keys filled in? It changes nothing; a token of each kind is vended, and forgotten.

A caller’s password comes from the environment (CLIENT_PASSWORD for client; for stagepass start also from .env), else from the caller’s secret where AWS is asked, else it is asked for. Where no caller has a password, rows that need credentials are skipped.`,
    )
    .addOption(stageOption())
    .addOption(stackOption())
    .option('--url <url>', 'ask this one, such as http://127.0.0.1:8080 of stagepass start, and not AWS')
    .addOption(listOption('--api <url>', 'an API behind it, which must refuse a direct call; may be given again'))
    .option(
      '--client <name>',
      'the caller to ask as (default: the first client with a password, or the token’s caller)',
    )
    .option(
      '--bearer',
      `ask as a signed-in user, whose token is in ${BEARER_VARIABLE} or comes from the standard input`,
    )
    .option('--json', 'print JSON: {url, passed, rows: [{name, result, what, why}]}')
    .action(async (options: VerifyOptions) => {
      const work = await import('../verify.ts');
      process.exitCode = (await work.verify(await findProject(), options)) ? 0 : 1;
    });
  examples(verify, [
    'npx stagepass verify --stage prod',
    'npx stagepass verify --url http://127.0.0.1:8080',
    'npx stagepass verify --stage prod --json',
  ]);
}
