import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArguments } from '../bin/parse-arguments.ts';
import { stageApp } from '../bin/stage-app.ts';
import { writeMeasured } from '../docs/build/between-marks.ts';
import { projectRoot } from '../lib/root.ts';
import { synthesize } from '../local/synthesize.ts';
import { readPlan } from './plan.ts';
import { regionPrices } from './prices.ts';
import { costReport } from './report.ts';

const usage = `Usage: npm run cost -- [options]

What a stage costs in US dollars, part by part, what other settings would, and where growth meets limits.

Options
  --tokens N      tokens a month (default 1e6)
  --region NAME   prices of ${Object.keys(regionPrices).join(', ')} (default the stage's)
  --stage NAME    the stage of stagepass.config.ts (default dev)
  --docs          also write it into docs/cost.md
  --help          print this
`;

try {
  const options = readOptions();
  process.stdout.write(options.help ? usage : await run(options));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function readOptions() {
  const { values } = parseArguments({
    options: {
      tokens: { type: 'string', default: '1e6' },
      region: { type: 'string' },
      stage: { type: 'string', default: 'dev' },
      docs: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}

async function run(options: ReturnType<typeof readOptions>): Promise<string> {
  const tokens = Number(options.tokens);
  if (!(tokens >= 1)) throw new Error(`--tokens ${options.tokens}: expected a number from 1, such as 1e6`);
  const assemblyDir = mkdtempSync(join(tmpdir(), 'stagepass-cost-'));
  try {
    await synthesize(stageApp(projectRoot, options.stage), assemblyDir, new AbortController().signal);
    const plan = readPlan(assemblyDir);
    const region = options.region ?? plan.region;
    const prices = regionPrices[region];
    if (prices === undefined) {
      throw new Error(`no prices of ${region} are known: give --region with ${Object.keys(regionPrices).join(', ')}`);
    }
    const report = `${costReport({ ...plan, region }, tokens, prices)}\n`;
    if (options.docs) writeMeasured('docs/cost.md', report);
    return report;
  } finally {
    rmSync(assemblyDir, { recursive: true, force: true });
  }
}
