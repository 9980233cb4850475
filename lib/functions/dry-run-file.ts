import type * as v from 'valibot';
import type { Terms } from '../../api/terms.ts';
import type { Issuer } from '../../edge-auth/config.ts';
import { type StageUsers, USERS_FILE } from '../../lambda/dry-run/options.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { routeName } from '../../lambda/shared/rights/rights.ts';
import { enabledProviders, type StageConfig } from '../config/stage.ts';
import { guardConfig } from '../edge/guard-config.ts';
import { rightsOfCallers } from './function-rights.ts';

/** The file for the dry run of users' rights: what the guard knows of their callers, and what the functions know. */
export function dryRunFile(stageName: string, stage: StageConfig): Readonly<Record<string, string>> {
  const { issuers, tokenCallers: callers } = guardConfig(stageName, stage);
  const names = new Set(callers.map(({ name }) => name));
  const providers = enabledProviders(stage).map(({ id, routes, rights: terms }: ProviderDescriptor) => {
    const there = routes.map(routeName);
    const rights = Object.entries(rightsOfCallers(stage, id as ProviderId))
      .filter(([name]) => names.has(name))
      .map(([name, own]) => [name, { ...own, routes: there.filter((route) => own.routes.includes(route)) }]);
    return [id, { terms: namesTerms(terms), rights: Object.fromEntries(rights) }];
  });
  const file: v.InferInput<typeof StageUsers> = {
    issuers: Object.fromEntries(Object.entries(issuers).map(([name, issuer]) => [name, claimsOf(issuer)])),
    callers,
    providers: Object.fromEntries(providers),
  };
  return { [USERS_FILE]: JSON.stringify(file) };
}

/** What the guard looks at in a token of the issuer, beside its times and its signature. */
function claimsOf({ issuer, audience, clientIds, authorizedParties, claims }: Issuer): Record<string, string[]> {
  return {
    ...claims,
    iss: [issuer],
    ...(audience && { aud: audience }),
    ...(clientIds && { client_id: clientIds }),
    ...(authorizedParties && { azp: authorizedParties }),
  };
}

function namesTerms(terms: Terms) {
  const names = Object.entries(terms).flatMap(([name, term]) => {
    if (term.kind !== 'names') return [];
    const { called, listed, charset } = term;
    return [[name, { called, listed, charset: charset && { source: charset.source, flags: charset.flags } }]];
  });
  return Object.fromEntries(names);
}
