import * as v from 'valibot';
import { accessTokenRoute, rtmTokenRoute } from '../lambda/agora/contract.ts';
import { interactivityTokenRoute } from '../lambda/interactivity/contract.ts';
import {
  onAirRoutes,
  publishTokenRoutes,
  subscribeTokenRoutes,
} from '../lambda/millicast/contract/management-routes.ts';
import { tutorialRoutes } from '../lambda/millicast/contract/tutorial-routes.ts';
import { viewerTokenRoute } from '../lambda/millicast/contract/viewer-token-route.ts';
import { adminTokensRoute, clientTokensRoute } from '../lambda/momento/contract.ts';
import { healthRoute } from './health.ts';
import { query } from './query.ts';
import type { Audience, Provider, Route } from './route.ts';

export const OpenApiDocument = v.looseObject({ openapi: v.literal('3.1.0') });

function openApiRoute<const A extends Audience, const P extends `/${string}`>(audience: A, path: P) {
  return {
    name: `${audience}OpenApi` as const,
    method: 'GET',
    path,
    example: path,
    audience,
    summary: `The contract of the ${audience} routes, as an OpenAPI document.`,
    query: query({}),
    response: OpenApiDocument,
    failures: [],
  } as const satisfies Route;
}

export const clientOpenApiRoute = openApiRoute('client', '/openapi.json');
export const adminOpenApiRoute = openApiRoute('admin', '/admin/openapi.json');

const contract = [
  accessTokenRoute,
  rtmTokenRoute,
  interactivityTokenRoute,
  clientTokensRoute,
  adminTokensRoute,
  viewerTokenRoute,
  ...Object.values(publishTokenRoutes),
  ...Object.values(onAirRoutes),
  ...Object.values(subscribeTokenRoutes),
  ...Object.values(tutorialRoutes),
  clientOpenApiRoute,
  adminOpenApiRoute,
  healthRoute,
] as const satisfies readonly Route[];

/** The whole contract. */
export const routes: readonly Route[] = contract;

/** Any of the routes, with its own name, path and schemas: what types are made from. */
export type ContractRoute = (typeof contract)[number];

/** Those of the providers that are asked over the network; for the others, tokens are made of their keys here. */
export function remoteProviders(enabled: Iterable<Provider>): Provider[] {
  return [...enabled].filter((provider) =>
    routes.some((route) => route.provider === provider && route.failures.includes('provider_failed')),
  );
}

/** The routes a stage has: those of its enabled providers, and those that need none. */
export function enabledRoutes(enabled: readonly Provider[]): Route[] {
  return routes.filter((route) => route.provider === undefined || enabled.includes(route.provider));
}
