import { providers as allProviders, type ProviderId } from '../../lambda/providers.ts';
import { isRemoteWith } from '../../lambda/shared/providers/provider.ts';
import { ConfigError } from '../config/config.ts';
import { projectNames, projectsIn } from '../config/projects.ts';
import { enabledProviders, type StageConfig, stageRoutes } from '../config/stage.ts';
import type { ProviderMetric } from './function-metrics.ts';

/**
 * Refuses a metric that no function of the stage reports: its alarm would be in order for ever.
 *
 * @throws ConfigError that says which there are.
 */
export function checkProviderMetric(
  stage: StageConfig,
  name: ProviderMetric,
  provider: ProviderId,
  project: string | undefined,
): void {
  const enabled = enabledProviders(stage).map(({ id }) => id);
  if (!enabled.includes(provider)) {
    throw new ConfigError(`no function reports ${name} of "${provider}": the stage has ${listed(enabled)}`);
  }
  const projects = projectNames(stage.providers[provider]) ?? [];
  if (project !== undefined && !projects.includes(project)) {
    throw new ConfigError(`${provider} has no project "${project}": it has ${listed(projects)}`);
  }
  if (name === 'Vended' || isCalled(stage, provider, project)) return;
  const called = enabled.filter((each) => isCalled(stage, each, undefined));
  throw new ConfigError(
    `no function reports ${name} of ${within(provider, project)}: it signs tokens itself and calls nobody; it is there for ${listed(called)}`,
  );
}

/** Whether a function asks the provider over the network, for tokens or to end a session. */
function isCalled(stage: StageConfig, id: ProviderId, project: string | undefined): boolean {
  if (stageRoutes(stage).some(({ provider, audit }) => provider === id && audit?.kind === 'kick')) return true;
  const descriptor = allProviders.find((each) => each.id === id);
  return projectsIn(stage.providers[id] ?? {}).some(
    (each) =>
      (project === undefined || each.project === project) &&
      descriptor !== undefined &&
      isRemoteWith(descriptor, each.options),
  );
}

function within(provider: string, project: string | undefined): string {
  return project === undefined ? provider : `${provider}’s project ${project}`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
