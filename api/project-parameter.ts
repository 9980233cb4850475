/*
 * A stage may have several projects of a provider, with keys of their own. A request says which one it is for with a
 * query parameter, on the routes of that provider only.
 */

/** The query parameter that chooses a project. */
export const PROJECT = 'project';

/** The right that limits a caller to some projects of a provider. */
export const PROJECTS_RIGHT = 'projects';

/** This project keeps the secret, the variables and the output of a stage without projects. */
export const DEFAULT_PROJECT = 'default';

/** The project that a request gets which names none: the only one, or the default one; undefined: it must name one. */
export function projectUnnamed(possible: readonly string[]): string | undefined {
  return possible.length === 1 ? possible[0] : possible.find((name) => name === DEFAULT_PROJECT);
}
