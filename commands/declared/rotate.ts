import type { Command } from 'commander';
import { dryRunOption, examples, stageOption } from '../command-line/declare.ts';
import { printOutcome } from '../outcome.ts';
import { findProject } from '../project.ts';

export function declare(rotate: Command): void {
  rotate
    .argument('<secret>', '“origin”, what CloudFront proves itself with, or the name of a caller, for its password')
    .description(
      'Give a deployed stage’s secret a new value now, without waiting for its schedule. Nobody is refused meanwhile. It goes on by itself, the origin’s for some minutes; how far it is, --dry-run tells.',
    )
    .addOption(stageOption())
    .addOption(dryRunOption())
    .option('--json', 'print JSON: {secret, rotating, dryRun} and, with --dry-run, {lastRotated, onSchedule}')
    .action(
      async (
        secret: string,
        options: { readonly stage: string; readonly dryRun?: boolean; readonly json?: boolean },
      ) => {
        const work = await import('../rotate.ts');
        printOutcome(await work.rotate(await findProject(), secret, options), options);
      },
    );
  examples(rotate, ['npx stagepass rotate origin --stage prod', 'npx stagepass rotate client --stage prod --dry-run']);
}
