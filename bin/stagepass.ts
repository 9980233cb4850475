import '../lib/bundling/start.ts';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { chooseStage } from '../lib/config/choose-stage.ts';
import { ConfigError, selectStage } from '../lib/config/config.ts';
import { addStagepass } from '../lib/stagepass.ts';
import config from '../stagepass.config.ts';

try {
  const app = new App();
  const { name, notice } = chooseStage(config, app.node.getAllContext());
  addStagepass(app, name, selectStage(config, name));
  if (notice !== undefined) process.stderr.write(`${notice}\n`);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
