import '../lib/bundle/start.ts';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigError, selectStage } from '../lib/config/config.ts';
import { addStagepass } from '../lib/stagepass.ts';
import config from '../stagepass.config.ts';

try {
  const app = new App();
  const stageName = String(app.node.tryGetContext('stage') ?? 'dev');
  addStagepass(app, stageName, selectStage(config, stageName));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
