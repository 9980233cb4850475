import { healthRoute } from '../api/health.ts';
import type { Route } from '../api/route.ts';
import { dryRunRoute } from './dry-run/contract.ts';
import { adminOpenApiRoute, clientOpenApiRoute } from './openapi/contract.ts';
import { type ProviderId, type ProviderRoute, providers } from './providers.ts';

/** The routes of stages with any providers. */
const commonRoutes = [
  clientOpenApiRoute,
  adminOpenApiRoute,
  dryRunRoute,
  healthRoute,
] as const satisfies readonly Route[];

/** All routes of the contract. */
export const routes: readonly Route[] = [...providers.flatMap((provider) => provider.routes), ...commonRoutes];

/** The type of any of the routes, with its own name, path and schemas: other types are derived from it. */
export type ContractRoute = ProviderRoute | (typeof commonRoutes)[number];

/**
 * The routes of a stage: those of its enabled providers, and those without a provider.
 *
 * @param hasUsers whether the stage has callers of signed-in users.
 */
export function enabledRoutes(enabled: readonly ProviderId[], hasUsers = true): Route[] {
  return routes.filter(
    ({ provider, needsUsers }) =>
      (provider === undefined || enabled.some((id) => id === provider)) && (hasUsers || !needsUsers),
  );
}
