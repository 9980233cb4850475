import '../lib/bundling/start.ts';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { routes } from '../lambda/contract.ts';
import { providers } from '../lambda/providers.ts';
import { checkProviderList } from '../lib/config/check-provider-list.ts';
import { chooseStage } from '../lib/config/choose-stage.ts';
import { ConfigError, selectStage } from '../lib/config/config.ts';
import { addStagepass } from '../lib/stagepass.ts';
import config from '../stagepass.config.ts';

try {
  // Before the configuration: a provider’s fault isn’t told as one of stagepass.config.ts.
  checkProviderList(providers, routes);
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
