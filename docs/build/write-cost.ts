import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { cost } from '../../commands/cost.ts';
import { configuredStage, STAGE } from '../../commands/init/configuration.ts';
import { NO_SIGN_IN } from '../../commands/init/sign-ins.ts';
import { findProject } from '../../commands/project.ts';
import { estimate, total } from '../../cost/estimate.ts';
import { readPlan } from '../../cost/plan.ts';
import { type RegionPrices, regionPrices } from '../../cost/prices.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { projectRoot } from '../../lib/root.ts';
import { Stagepass } from '../../lib/stagepass.ts';
import { writeMeasured } from './between-marks.ts';
import { markdownTable } from './markdown-table.ts';

const REGION = 'us-east-1';

/** A stage as `npx stagepass init` makes it. */
function made(providers: readonly ProviderId[]): StageInput {
  return configuredStage({ providers, region: REGION, origins: [], signIn: NO_SIGN_IN });
}

/** What a stage costs by how much it is used. */
function row(what: string, stage: StageInput): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'stagepass-cost-'));
  try {
    const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8'));
    const app = new App({ outdir, context });
    new Stagepass(app, 'Stagepass', { stage: STAGE, config: { [STAGE]: stage } });
    app.synth();
    const plan = readPlan(outdir);
    const of = (tokens: number) => total(estimate(plan, tokens, regionPrices[REGION] as RegionPrices));
    const month = (tokens: number) => of(tokens).fixed + of(tokens).tokens;
    return [what, of(0).fixed, month(1e4), month(1e6), of(1e6).tokens].map((cell) =>
      typeof cell === 'number' ? cell.toFixed(2) : cell,
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

// Whether the templates are sound, the tests ask.
process.env.CDK_VALIDATION = 'false';
const project = await findProject(projectRoot);
const { dev, prod } = project.config as Record<'dev' | 'prod', StageInput>;
const stages = markdownTable(
  ['stage', '$ an idle month', '$ with 10,000 tokens', '$ with 1,000,000', 'of which for the tokens'],
  [
    row('`npx stagepass init` with one provider', made(['agora'])),
    row('with agora, interactivity, millicast and momento', made(['agora', 'interactivity', 'millicast', 'momento'])),
    row('the same four with alarms, dashboard and rotation: the sample’s `prod`', prod),
    row('all eleven: the sample’s `dev`', dev),
  ],
);
const { said } = await cost(project, { stage: 'dev', tokens: '1e6' });
writeMeasured('docs/cost.md', `### By the month, ${REGION}\n\n${stages}\n\nIn detail, the last one:\n\n${said}`);
