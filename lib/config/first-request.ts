import { exampleFor } from './projects-of-caller.ts';
import { routesOf } from './rights.ts';
import { passwordCallers, type StageConfig, stageRoutes } from './stage.ts';

/** A request to try a new stage with: for a token, if the stage has a provider. */
export interface FirstRequest {
  readonly caller: string;
  /** Path and query. */
  readonly path: `/${string}`;
}

/** @returns undefined if no caller with a password is enabled. */
export function firstRequest(stage: StageConfig): FirstRequest | undefined {
  const callers = passwordCallers(stage);
  // A caller without configured rights may ask for any example.
  const [name, caller] = callers.find(([, { rights }]) => rights === undefined) ?? callers[0] ?? [];
  if (name === undefined || caller === undefined) return undefined;
  const routes = routesOf(caller, stageRoutes(stage));
  const route = routes.find(({ provider }) => provider !== undefined) ?? routes[0];
  return route && { caller: name, path: exampleFor(stage, route, caller.rights) };
}
