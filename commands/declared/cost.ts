import type { Command } from 'commander';
import { regionPrices } from '../../cost/prices.ts';
import { examples, stackOption, stageOption } from '../command-line/declare.ts';
import type { CostOptions } from '../cost.ts';
import { printOutcome } from '../outcome.ts';
import { findProject } from '../project.ts';

export function declare(cost: Command): void {
  cost
    .description(
      'Say what a stage costs in US dollars, part by part, what other settings would, and where growth meets limits.',
    )
    .option('--tokens <n>', 'tokens a month', '1e6')
    .option('--region <name>', `prices of ${Object.keys(regionPrices).join(', ')} (default: the stage’s region)`)
    .addOption(stageOption())
    .addOption(stackOption())
    .option(
      '--json',
      'print JSON, in US dollars: {stage, region, tokens, fixedMonth, month, parts: [{component, fixed, tokens}]}',
    )
    .action(async (options: CostOptions & { readonly json?: boolean }) => {
      const work = await import('../cost.ts');
      printOutcome(await work.cost(await findProject(), options), options);
    });
  examples(cost, ['npx stagepass cost --tokens 1e7 --stage prod']);
}
