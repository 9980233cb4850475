import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Audience, Route } from '../api/route.ts';
import { type ProviderId, providers } from '../lambda/providers.ts';
import type { FunctionBench, MeasuredRequest } from '../lambda/shared/providers/function-bench.ts';
import { bundleBudget, type ProviderDescriptor } from '../lambda/shared/providers/provider.ts';
import type { Offer } from '../lib/config/check-rights.ts';
import { projectNames } from '../lib/config/projects.ts';
import { projectRoot } from '../lib/root.ts';
import type { BenchedFunction, BenchedRequest } from './benched-function.ts';
import { apiEvent } from './events.ts';
import { benchExample, benchStage } from './stage.ts';

/**
 * Every function of every provider, measured as its folder says. One that ends sessions isn’t: nobody waits for many of its
 * answers, and each changes the deny list.
 *
 * @throws Error that names a function which nothing says how to ask.
 */
export async function providerFunctions(
  of: readonly ProviderDescriptor<ProviderId>[] = providers,
  configured: Offer = benchStage.providers,
): Promise<BenchedFunction[]> {
  return Promise.all(
    of.flatMap((provider) => {
      const byProject = projectNames(configured[provider.id]) !== undefined;
      return provider.functions
        .filter(({ kicks }) => kicks === undefined)
        .map((descriptor) => benched(provider, descriptor, byProject));
    }),
  );
}

async function benched(
  { routes, isRemote }: ProviderDescriptor,
  descriptor: ProviderDescriptor['functions'][number],
  byProject: boolean,
): Promise<BenchedFunction> {
  const { folder, audiences, url } = descriptor;
  const measured = await measuredIn(folder);
  const asksProvider = measured.asksProvider ?? (isRemote && url !== undefined);
  const requests = measured.requests ?? [{ route: firstGet(folder, routes, audiences) }];
  const tutorial = `lambda/${folder}/bench/tutorial.cjs`;
  return {
    id: folder,
    coldBudget: measured.coldBudget ?? 1.5,
    kilobytes: Math.round(bundleBudget(descriptor, byProject) / 102.4) / 10,
    ...(existsSync(join(projectRoot, tutorial)) && { tutorial }),
    ...(measured.plainProvider && url !== undefined && { plainVariables: [url.variable] }),
    requests: requests.flatMap((request) => {
      const asked = { ...vends(folder, request), asksProvider };
      return request.alsoUnlogged ? [asked, { ...asked, name: `${asked.name}, unlogged`, silent: true }] : [asked];
    }),
  };
}

function firstGet(folder: string, routes: readonly Route[], audiences: readonly Audience[]): Route {
  const found = routes.find(
    ({ method, path, audience }) =>
      method === 'GET' && !path.includes('{') && audiences.some((each) => each === audience),
  );
  if (found !== undefined) return found;
  throw new Error(
    `${folder} has no GET to measure: lambda/${folder}/bench/measured.ts must name a request, with its body`,
  );
}

async function measuredIn(folder: string): Promise<FunctionBench> {
  const file = `lambda/${folder}/bench/measured.ts`;
  if (!existsSync(join(projectRoot, file))) return {};
  const { measured } = await import(`../lambda/${folder}/bench/measured.ts`);
  return measured;
}

/** A request for the route's example by the caller with the name of the route's audience. The right answer is a 200. */
function vends(folder: string, { route, query = {}, body, variant, bare }: MeasuredRequest): BenchedRequest {
  const { searchParams } = new URL(benchExample(route), 'https://example.com');
  return {
    name: variant === undefined ? route.name : `${route.name} ${variant}`,
    event: ({ apis }) => apiEvent(apis, route, { ...Object.fromEntries(searchParams), ...query }, route.audience, body),
    isRight: (answer: { statusCode: number }) => answer.statusCode === 200,
    ...(bare !== undefined && { bare: { file: `lambda/${folder}/bench/bare.ts`, name: bare } }),
  };
}
