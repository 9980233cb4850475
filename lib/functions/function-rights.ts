import { PROJECTS_RIGHT } from '../../api/project-parameter.ts';
import { limitName } from '../../lambda/openapi/options.ts';
import { type ProviderId, providers } from '../../lambda/providers.ts';
import {
  type CallerRights,
  type Only,
  RIGHTS_FILE,
  type Rights,
  routeName,
} from '../../lambda/shared/rights/rights.ts';
import type { CallerConfig } from '../config/caller.ts';
import { projectsRight, rightsOver, routesOf } from '../config/rights.ts';
import { enabledCallers, type StageConfig, stageRoutes } from '../config/stage.ts';
import { claimsOf } from '../config/token-caller.ts';

/**
 * The file with what each caller may ask a function for.
 *
 * @param provider whose tokens the function vends; undefined for the functions that vend none.
 */
export function rightsFile(stage: StageConfig, provider?: ProviderId): Readonly<Record<string, string>> {
  return { [RIGHTS_FILE]: JSON.stringify(rightsOfCallers(stage, provider)) };
}

/** What each caller may ask for. Disabled callers are left out. @param provider in whose terms; undefined: in those of all. */
export function rightsOfCallers(stage: StageConfig, provider?: ProviderId): Rights {
  const routes = stageRoutes(stage);
  const callers = enabledCallers(stage).map(([name, caller]): [string, CallerRights] => [
    name,
    {
      routes: routesOf(caller, routes).map(routeName),
      only: provider === undefined ? everyLimit(caller) : (rightsOver(provider, caller.rights) ?? {}),
      maximumLifetimeSeconds: caller.rights?.maximumLifetimeSeconds,
      projects: provider && projectsRight(provider, caller.rights),
      claims: caller.token && claimsOf(caller.token),
    },
  ]);
  return Object.fromEntries(callers);
}

/** A caller's limits on all providers together, under names that differ between providers. */
function everyLimit({ rights }: CallerConfig): Only {
  return Object.fromEntries(
    providers.flatMap(({ id }) =>
      Object.entries({ ...rightsOver(id, rights), [PROJECTS_RIGHT]: projectsRight(id, rights) }).map(
        ([term, limit]) => [limitName(id, term), limit],
      ),
    ),
  );
}
