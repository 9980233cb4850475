import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Audience, Route } from '../api/route.ts';
import { providers } from '../lambda/providers.ts';
import type { FunctionBench, MeasuredRequest } from '../lambda/shared/providers/function-bench.ts';
import { BUNDLE_BYTES, type ProviderDescriptor } from '../lambda/shared/providers/provider.ts';
import { projectRoot } from '../lib/root.ts';
import type { BenchedFunction, BenchedRequest } from './benched-function.ts';
import { apiEvent } from './events.ts';
import { benchExample } from './stage.ts';

/**
 * Every function of every provider, measured as its folder says.
 *
 * @throws Error that names a function which nothing says how to ask.
 */
export async function providerFunctions(of: readonly ProviderDescriptor[] = providers): Promise<BenchedFunction[]> {
  return Promise.all(of.flatMap((provider) => provider.functions.map((descriptor) => benched(provider, descriptor))));
}

async function benched(
  { routes, isRemote }: ProviderDescriptor,
  { folder, audiences, url, bundleBytes = BUNDLE_BYTES }: ProviderDescriptor['functions'][number],
): Promise<BenchedFunction> {
  const measured = await measuredIn(folder);
  const asksProvider = measured.asksProvider ?? (isRemote && url !== undefined);
  const requests = measured.requests ?? [{ route: firstGet(folder, routes, audiences) }];
  const tutorial = `lambda/${folder}/bench/tutorial.cjs`;
  return {
    id: folder,
    coldBudget: measured.coldBudget ?? 1.5,
    kilobytes: Math.round(bundleBytes / 102.4) / 10,
    ...(existsSync(join(projectRoot, tutorial)) && { tutorial }),
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
