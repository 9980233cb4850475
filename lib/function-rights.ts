import { type Provider, providers } from '../api/route.ts';
import { enabledRoutes } from '../api/routes.ts';
import { type CallerRights, RIGHTS_FILE, routeName } from '../lambda/shared/rights.ts';
import { rightsOver, routesOf } from './config/rights.ts';
import type { StageConfig } from './config/stage.ts';

/**
 * The file that tells a function what each caller may ask it for.
 *
 * @param provider whose tokens the function vends; undefined for a function that vends none.
 */
export function rightsFile(stage: StageConfig, provider?: Provider): Readonly<Record<string, string>> {
  const routes = enabledRoutes(providers.filter((each) => stage.providers[each] !== undefined));
  const callers = Object.entries(stage.callers).map(([name, caller]): [string, CallerRights] => [
    name,
    {
      routes: routesOf(caller, routes).map(routeName),
      only: { ...rightsOver(provider, caller.rights) },
      maximumLifetimeSeconds: caller.rights?.maximumLifetimeSeconds,
    },
  ]);
  return { [RIGHTS_FILE]: JSON.stringify(Object.fromEntries(callers)) };
}
