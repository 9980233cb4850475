import { join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { providerOf } from '../lambda/providers.ts';
import { projectVariable } from '../lambda/shared/projects/names.ts';
import type { KeyField, ProviderDescriptor } from '../lambda/shared/providers/provider.ts';
import { selectStage } from '../lib/config/config.ts';
import { fullStageName } from '../lib/config/full-stage-name.ts';
import { apiStackName } from '../lib/stack-names.ts';
import { readEnvironment } from './environment.ts';
import { UsageError } from './errors.ts';
import type { Project } from './project.ts';
import { keysOfProject, urlOf } from './provider-keys.ts';
import type { SecretsArguments } from './secrets/arguments.ts';
import { askHidden } from './secrets/ask-hidden.ts';
import { chosenProject } from './secrets/chosen-project.ts';
import { fill, promptOf } from './secrets/fill.ts';
import { projectSecrets, stageSecrets } from './secrets/stage-secrets.ts';
import { readOutputs } from './stack-outputs.ts';
import { isLocal } from './verify/transport.ts';

/** Fills in the keys of a provider's secret, or makes one. */
export async function fillSecret(
  { dir, config }: Project,
  { provider: id, stage, stack, project: asked, dryRun, json, making }: SecretsArguments,
): Promise<void> {
  const { name, region, providers } = selectStage(config, stage);
  const configured = providers[id];
  if (configured === undefined) throw new UsageError(`stage ${stage} has no provider ${id}`);
  const provider = providerOf(id);
  const chosen = chosenProject(asked, configured, { stage, provider: id });
  const { project, options } = chosen;
  const fullName = fullStageName(stage, { name });
  const secrets = stageSecrets(new SecretsManagerClient({ region }), fullName, () =>
    readOutputs(stack ?? apiStackName(fullName), region),
  );
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (making === undefined) {
    const environment = readEnvironment(join(dir, '.env'), process.env);
    const ask = (field: string, { variable, description, found }: KeyField) =>
      askHidden(promptOf({ field, project, description, found }), variable);
    return fill({ secret: keysOfProject(provider, chosen), secrets, environment, ask, say, dryRun, json });
  }
  const { maker, asked: parsed } = making;
  return maker.make(parsed, {
    stage,
    configuration: options,
    secrets: projectSecrets(secrets, project),
    url: makerUrl(provider, project, options),
    say,
    dryRun,
  });
}

/**
 * The provider's URL: from the stage's configuration, or of a sandbox of npm start. URLs in .env are for local runs, and
 * are ignored, since the provider's keys are sent to this URL.
 */
function makerUrl(provider: ProviderDescriptor, project: string | undefined, options: object): string {
  const url = urlOf(provider);
  if (url === undefined) return '';
  const variable = projectVariable(url.variable, project);
  const sandbox = process.env[variable];
  if (!sandbox) return url.of(options);
  if (!URL.canParse(sandbox) || !isLocal(sandbox)) {
    throw new UsageError(
      `${variable} must be a URL on this machine: a stage’s keys are sent only to the URL in its configuration`,
    );
  }
  return sandbox;
}
