import * as v from 'valibot';
import { named } from './named.ts';
import { PROJECT, PROJECTS_RIGHT, projectUnnamed } from './project-parameter.ts';
import { query } from './query.ts';
import type { Route } from './route.ts';

/**
 * A provider's route on a stage that has these projects of it: for the contract's documents. Functions take the
 * parameter off before they read a query by the route's own schema.
 */
export function inProjects(route: Route, projects: readonly string[]): Route {
  const entries = (route.query as v.GenericSchema & { readonly entries?: v.ObjectEntries }).entries ?? {};
  const Project = v.pipe(
    v.picklist(projects),
    named(projectName(route)),
    v.description('The project whose keys the answer is made with.'),
  );
  const unnamed = projectUnnamed(projects);
  return {
    ...route,
    query: query({ ...entries, [PROJECT]: unnamed === undefined ? Project : v.optional(Project, unnamed) }),
    rights: {
      ...route.rights,
      [PROJECTS_RIGHT]: {
        kind: 'choices',
        called: 'project',
        listed: 'projects',
        choices: projects,
        description: 'Tokens of these projects.',
        parameter: PROJECT,
      },
    },
  };
}

/** Each provider has its own projects. */
function projectName({ provider = '' }: Route): string {
  return `${provider.charAt(0).toUpperCase()}${provider.slice(1)}Project`;
}

/** The route's example, with the project that it is for. */
export function exampleIn(route: Pick<Route, 'example'>, project: string | undefined): Route['example'] {
  if (project === undefined) return route.example;
  return `${route.example}${route.example.includes('?') ? '&' : '?'}${PROJECT}=${project}`;
}
