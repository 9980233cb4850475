import { healthRoute } from '../api/health.ts';
import type { Route } from '../api/route.ts';
import { adminOpenApiRoute, clientOpenApiRoute } from './openapi/contract.ts';
import { type ProviderId, type ProviderRoute, providers } from './providers.ts';

/** What every stage has, whatever its providers are. */
const commonRoutes = [clientOpenApiRoute, adminOpenApiRoute, healthRoute] as const satisfies readonly Route[];

/** The whole contract. */
export const routes: readonly Route[] = [...providers.flatMap((provider) => provider.routes), ...commonRoutes];

/** Any of the routes, with its own name, path and schemas: what types are made from. */
export type ContractRoute = ProviderRoute | (typeof commonRoutes)[number];

/** The routes a stage has: those of its enabled providers, and those that need none. */
export function enabledRoutes(enabled: readonly ProviderId[]): Route[] {
  return routes.filter(({ provider }) => provider === undefined || enabled.some((id) => id === provider));
}
