import type { Command } from 'commander';
import type { StageOptions } from '../callers.ts';
import { dryRunOption, examples, stageOption } from '../command-line/declare.ts';
import { printOutcome } from '../outcome.ts';
import { findProject } from '../project.ts';

export function declare(callers: Command): void {
  examples(callers, [
    'npx stagepass callers disable client --stage prod --dry-run',
    'npx stagepass callers enable client --stage prod',
  ]);

  callers
    .command('disable')
    .argument('<caller>', 'its name in stagepass.config.ts')
    .description(
      'Take the password out of the caller’s secret, without a deployment. Neither it nor the one before works any more, as soon as every edge location has read the secret again (passwords.ttlSeconds). A rotation leaves it so; one that is under way ends.',
    )
    .summary('shut a caller out')
    .addOption(stageOption())
    .addOption(dryRunOption())
    .option('--json', 'print JSON: {caller, secret, enabled, changes, dryRun}')
    .action(async (caller: string, options: StageOptions & { readonly json?: boolean }) => {
      const { disableCaller } = await import('../callers.ts');
      printOutcome(await disableCaller(await findProject(), caller, options), options);
    });

  callers
    .command('enable')
    .argument('<caller>', 'its name in stagepass.config.ts')
    .description('Put a new password into the caller’s secret, and say how to read it. The old one stays dead.')
    .summary('let a caller in again, with a new password')
    .addOption(stageOption())
    .addOption(dryRunOption())
    .option('--json', 'print JSON: {caller, secret, enabled, changes, dryRun}')
    .action(async (caller: string, options: StageOptions & { readonly json?: boolean }) => {
      const { enableCaller } = await import('../callers.ts');
      printOutcome(await enableCaller(await findProject(), caller, options), options);
    });
}
