import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stageApp } from '../bin/stage-app.ts';
import { estimate, total } from '../cost/estimate.ts';
import { readPlan } from '../cost/plan.ts';
import { type RegionPrices, regionPrices } from '../cost/prices.ts';
import { costReport } from '../cost/report.ts';
import { selectStage } from '../lib/config/config.ts';
import { synthesize } from '../local/synthesize.ts';
import { UsageError } from './errors.ts';
import type { Outcome } from './outcome.ts';
import type { Project } from './project.ts';
import { type StageInApp, stacksOfStage } from './stage-stacks.ts';

export interface CostOptions extends StageInApp {
  readonly tokens: string;
  readonly region?: string;
}

/** What a stage costs: a report in Markdown. @throws UsageError; Error when the stage can't be synthesized. */
export async function cost(project: Project, options: CostOptions): Promise<Outcome> {
  const tokens = Number(options.tokens);
  if (!(tokens >= 1)) throw new UsageError('--tokens must be a number from 1, such as 1e6');
  // Before the synthesis, which would say it in its own words.
  selectStage(project.config, options.stage);
  const assemblyDir = mkdtempSync(join(tmpdir(), 'stagepass-cost-'));
  try {
    await synthesize(stageApp(project.dir, options.stage, project.config), assemblyDir, new AbortController().signal);
    const plan = readPlan(assemblyDir, stacksOfStage(project, assemblyDir, options));
    const region = options.region ?? plan.region;
    const prices = pricesOf(region);
    const parts = estimate({ ...plan, region }, tokens, prices);
    const sum = total(parts);
    return {
      said: `${costReport({ ...plan, region }, tokens, prices)}\n`,
      data: { stage: options.stage, region, tokens, fixedMonth: sum.fixed, month: sum.fixed + sum.tokens, parts },
    };
  } finally {
    rmSync(assemblyDir, { recursive: true, force: true });
  }
}

function pricesOf(region: string): RegionPrices {
  const prices = regionPrices[region];
  if (prices !== undefined) return prices;
  throw new UsageError(`no prices of ${region} are known: give --region with ${Object.keys(regionPrices).join(', ')}`);
}
