import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import type { CallerConfig } from './caller.ts';
import { projectsIn } from './projects.ts';
import { rightsOver, routesOf } from './rights.ts';
import { enabledProviders, type StageConfig, stageRoutes, tokenCallers } from './stage.ts';

type Stage = Pick<StageConfig, 'callers' | 'providers'>;

/**
 * Where callers of signed-in users have a provider's tokens, and their rights don't say whose: any of these users could get a
 * token in the name of another.
 *
 * @returns the path of each missing limit in the stage's configuration.
 */
export function unlimitedUsers(stage: Stage): string[] {
  return tokenCallers(stage).flatMap(([name, caller]) =>
    enabledProviders(stage).flatMap((provider) => {
      const { id } = provider;
      return userTerms(provider.id, caller, stage)
        .filter((term) => !isChosen(rightsOver(id, caller.rights)?.[term]))
        .filter((term) => canBeLimited(provider, term, stage.providers[id] ?? {}))
        .map((term) => `callers.${name}.rights.${id}.${term}`);
    }),
  );
}

/** The terms that limit the users in what this caller may ask the provider for. */
function userTerms(id: string, caller: CallerConfig, stage: Stage): string[] {
  const own = routesOf(caller, stageRoutes(stage)).filter(({ provider, audit }) => provider === id && audit?.vends);
  return [...new Set(own.flatMap(({ user }) => (user === undefined ? [] : [user.term])))];
}

/** Beside another pattern, `*` is more likely a mistake than a choice. */
function isChosen(limit: unknown): boolean {
  return Array.isArray(limit) && (limit.length === 1 || !limit.some((pattern) => /^\*+$/.test(pattern)));
}

/** Whether the limit isn't a mistake on this stage: some credentials name nobody. */
function canBeLimited({ id, rightsFaults }: ProviderDescriptor, term: string, configured: object): boolean {
  const only = { [term]: ['*'] };
  return projectsIn(configured).some(({ options }) => {
    const faults = rightsFaults?.({ only, maximumLifetimeSeconds: undefined }, options) ?? [];
    return !faults.some(({ path }) => path[0] === id && path[1] === term);
  });
}
