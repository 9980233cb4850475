import { exampleIn } from '../../api/in-projects.ts';
import { projectUnnamed } from '../../api/project-parameter.ts';
import type { Route } from '../../api/route.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import { exampleWith } from './example.ts';
import { projectNames } from './projects.ts';
import { projectsRight, type RightsConfig } from './rights.ts';
import type { StageConfig } from './stage.ts';

/** The projects that a caller may choose on a route; undefined where the stage has none of the route's provider. */
function projectsOfCaller(
  { providers }: Pick<StageConfig, 'providers'>,
  route: Pick<Route, 'provider'>,
  rights: RightsConfig | undefined,
): readonly string[] | undefined {
  const id = route.provider as ProviderId;
  const all = projectNames(providers[id]);
  return all && (projectsRight(id, rights) ?? all);
}

/** A request that is answered well, and the project that it is for. */
export interface ProjectExample {
  readonly project: string | undefined;
  readonly example: Route['example'];
}

type Asked = Pick<Route, 'name' | 'provider' | 'example'>;

/** The route's example for each project that the caller may choose, or the one there is without projects. */
export function examplesFor(
  { providers }: Pick<StageConfig, 'providers'>,
  route: Asked,
  rights: RightsConfig | undefined,
): ProjectExample[] {
  const projects = projectsOfCaller({ providers }, route, rights);
  if (projects === undefined) return [{ project: undefined, example: route.example }];
  const configured = providers[route.provider as ProviderId] ?? {};
  return projects.map((project) => ({
    project,
    example: exampleIn({ example: exampleWith(configured, route, project) }, project),
  }));
}

/** The route's example for this caller, with a project where it may choose. */
export function exampleFor(
  stage: Pick<StageConfig, 'providers'>,
  route: Asked,
  rights: RightsConfig | undefined,
): Route['example'] {
  const all = examplesFor(stage, route, rights);
  const unnamed = projectUnnamed(all.flatMap(({ project }) => project ?? []));
  if (unnamed === undefined) return all[0]?.example ?? route.example;
  return exampleWith(stage.providers[route.provider as ProviderId] ?? {}, route, unnamed);
}
