import type { Route } from '../../api/route.ts';
import { routes } from '../../lambda/contract.ts';
import { type ProviderId, providerOf } from '../../lambda/providers.ts';
import { projectsIn } from './projects.ts';

/**
 * A request to the route that is answered well, as the options say it.
 *
 * @param configured the part of the stage's configuration of the route's provider.
 * @param project whose options; undefined on a stage without projects.
 */
export function exampleWith(
  configured: object,
  { name, provider, example }: Pick<Route, 'name' | 'provider' | 'example'>,
  project: string | undefined,
): Route['example'] {
  const own = projectsIn(configured).find((each) => each.project === project);
  const examples = own && providerOf(provider as ProviderId).examples?.(own.options);
  return examples?.[name] ?? routes.find((route) => route.name === name)?.example ?? example;
}
