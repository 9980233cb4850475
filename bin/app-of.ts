import { ConfigError, chooseStage, Stagepass, type StagepassConfig } from '../lib/index.ts';

// After lib/index.ts, which starts the bundler: that gets ready while the CDK loads.

import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** The CDK app of the stage that the context names, looked through by cdk-nag. A wrong configuration is told in a line. */
export function appOf(config: StagepassConfig): void {
  try {
    const app = new App();
    const { name, notice } = chooseStage(config, app.node.getAllContext());
    new Stagepass(app, 'Stagepass', { stage: name, config });
    if (notice !== undefined) process.stderr.write(`${notice}\n`);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
