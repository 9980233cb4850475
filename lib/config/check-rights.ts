import { type Provider, providers } from '../../api/route.ts';
import { enabledRoutes } from '../../api/routes.ts';
import type { AgoraOptions } from '../../lambda/agora/options.ts';
import type { InteractivityOptions } from '../../lambda/interactivity/options.ts';
import { routeName } from '../../lambda/shared/rights/rights.ts';
import { isNameOf, type RightsHolder, rightsOver, routesOf } from './rights.ts';

/** The providers of a stage, as far as rights depend on how they are set up. */
export interface Offer extends Partial<Record<Provider, object | undefined>> {
  readonly agora?: AgoraOptions | undefined;
  readonly interactivity?: InteractivityOptions | undefined;
}

/** Rights that can't be meant, or would leave nothing: where within `rights`, and what was expected there. */
export interface RightsFault {
  readonly path: readonly (string | number)[];
  readonly expected: string;
}

export function faultsOf({ audience, rights }: RightsHolder, offer: Offer): RightsFault[] {
  if (rights === undefined) return [];
  const enabled = providers.filter((provider) => offer[provider] !== undefined);
  const routes = enabledRoutes(enabled);
  const own = routesOf({ audience, rights }, routes);
  const nameable = routesOf({ audience, rights: { providers: rights.providers } }, routes);
  const uses = (provider: Provider) => own.some((route) => route.provider === provider);
  const faults: RightsFault[] = [];

  for (const [at, provider] of (rights.providers ?? []).entries()) {
    if (enabled.includes(provider)) continue;
    faults.push({ path: ['providers', at], expected: `a provider that the stage has: ${enabled.join(', ')}` });
  }
  for (const [at, name] of (rights.routes ?? []).entries()) {
    if (nameable.some((route) => isNameOf(name, route))) continue;
    const expected = `a route that this caller may use: ${nameable.map(routeName).join(', ')}`;
    faults.push({ path: ['routes', at], expected });
  }
  for (const provider of providers) {
    if (rightsOver(provider, rights) === undefined || uses(provider)) continue;
    faults.push({ path: [provider], expected: `nothing, since this caller has no route of ${provider}` });
  }

  const { agora, interactivity } = offer;
  const versions = rights.agora?.versions;
  if (agora && versions && !agora.versionByQuery && !versions.includes(agora.tokenVersion)) {
    const expected = `'${agora.tokenVersion}' among them, since the stage vends no other`;
    faults.push({ path: ['agora', 'versions'], expected });
  }
  // All callers share one token, so it can't be made to end sooner for one of them.
  if (
    interactivity &&
    uses('interactivity') &&
    (rights.maximumLifetimeSeconds ?? Infinity) < interactivity.lifetimeSeconds
  ) {
    const expected = `at least ${interactivity.lifetimeSeconds}, for which the tokens of interactivity live, or rights without interactivity`;
    faults.push({ path: ['maximumLifetimeSeconds'], expected });
  }
  return faults;
}
