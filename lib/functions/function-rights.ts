import { type Provider, providers } from '../../api/route.ts';
import { enabledRoutes } from '../../api/routes.ts';
import { type CallerRights, RIGHTS_FILE, routeName } from '../../lambda/shared/rights/rights.ts';
import { rightsOver, routesOf } from '../config/rights.ts';
import { enabledCallers, type StageConfig } from '../config/stage.ts';

/**
 * The file that tells a function what each caller may ask it for. A disabled caller is nobody's to answer.
 *
 * @param provider whose tokens the function vends; undefined for the function that answers the contract of them all.
 */
export function rightsFile(stage: StageConfig, provider?: Provider): Readonly<Record<string, string>> {
  const routes = enabledRoutes(providers.filter((each) => stage.providers[each] !== undefined));
  const over = provider === undefined ? providers : [provider];
  const callers = enabledCallers(stage).map(([name, caller]): [string, CallerRights] => [
    name,
    {
      routes: routesOf(caller, routes).map(routeName),
      only: Object.assign({}, ...over.map((each) => rightsOver(each, caller.rights))),
      maximumLifetimeSeconds: caller.rights?.maximumLifetimeSeconds,
    },
  ]);
  return { [RIGHTS_FILE]: JSON.stringify(Object.fromEntries(callers)) };
}
