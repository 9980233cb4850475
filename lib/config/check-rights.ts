import { enabledRoutes } from '../../lambda/contract.ts';
import { type ProviderId, providers } from '../../lambda/providers.ts';
import type { RightsFault } from '../../lambda/shared/providers/provider.ts';
import { routeName } from '../../lambda/shared/rights/rights.ts';
import { isNameOf, type RightsHolder, rightsOver, routesOf } from './rights.ts';

/** A stage's providers with their configurations. */
export type Offer = Readonly<Partial<Record<ProviderId, object | undefined>>>;

/** Rights that name something that the caller can't have. */
export function faultsOf({ audience, rights }: RightsHolder, offer: Offer): RightsFault[] {
  if (rights === undefined) return [];
  const enabled = providers.filter(({ id }) => offer[id] !== undefined);
  const ids = enabled.map(({ id }) => id);
  const routes = enabledRoutes(ids);
  const own = routesOf({ audience, rights }, routes);
  const nameable = routesOf({ audience, rights: { providers: rights.providers } }, routes);
  const uses = (id: ProviderId) => own.some(({ provider }) => provider === id);
  const faults: RightsFault[] = [];

  for (const [at, id] of (rights.providers ?? []).entries()) {
    if (ids.includes(id)) continue;
    faults.push({ path: ['providers', at], expected: `a provider that the stage has: ${ids.join(', ')}` });
  }
  for (const [at, name] of (rights.routes ?? []).entries()) {
    if (nameable.some((route) => isNameOf(name, route))) continue;
    const expected = `a route that this caller may use: ${nameable.map(routeName).join(', ')}`;
    faults.push({ path: ['routes', at], expected });
  }
  for (const { id } of providers) {
    if (rightsOver(id, rights) === undefined || uses(id)) continue;
    faults.push({ path: [id], expected: `nothing, since this caller has no route of ${id}` });
  }
  const { maximumLifetimeSeconds } = rights;
  for (const { id, rightsFaults } of enabled) {
    if (rightsFaults === undefined || !uses(id)) continue;
    faults.push(...rightsFaults({ only: rightsOver(id, rights) ?? {}, maximumLifetimeSeconds }, offer[id]));
  }
  return faults;
}
