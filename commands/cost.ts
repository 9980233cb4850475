import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stageApp } from '../bin/stage-app.ts';
import { readPlan } from '../cost/plan.ts';
import { type RegionPrices, regionPrices } from '../cost/prices.ts';
import { costReport } from '../cost/report.ts';
import { synthesize } from '../local/synthesize.ts';
import { UsageError } from './errors.ts';

export interface CostOptions {
  readonly stage: string;
  readonly tokens: string;
  readonly region?: string;
}

/** @returns a report in Markdown. @throws UsageError; Error when the stage can't be synthesized. */
export async function cost(projectDir: string, options: CostOptions): Promise<string> {
  const tokens = Number(options.tokens);
  if (!(tokens >= 1)) throw new UsageError(`--tokens ${options.tokens}: expected a number from 1, such as 1e6`);
  const assemblyDir = mkdtempSync(join(tmpdir(), 'stagepass-cost-'));
  try {
    await synthesize(stageApp(projectDir, options.stage), assemblyDir, new AbortController().signal);
    const plan = readPlan(assemblyDir);
    const region = options.region ?? plan.region;
    return `${costReport({ ...plan, region }, tokens, pricesOf(region))}\n`;
  } finally {
    rmSync(assemblyDir, { recursive: true, force: true });
  }
}

function pricesOf(region: string): RegionPrices {
  const prices = regionPrices[region];
  if (prices !== undefined) return prices;
  throw new UsageError(`no prices of ${region} are known: give --region with ${Object.keys(regionPrices).join(', ')}`);
}
