import { PROJECTS_RIGHT } from '../../api/project-parameter.ts';
import { enabledRoutes } from '../../lambda/contract.ts';
import { type ProviderId, providers } from '../../lambda/providers.ts';
import type { RightsFault } from '../../lambda/shared/providers/provider.ts';
import { withoutPlaceholders } from '../../lambda/shared/rights/placeholders.ts';
import { type Only, routeName } from '../../lambda/shared/rights/rights.ts';
import { type ConfiguredProject, projectNames, projectsIn } from './projects.ts';
import { isNameOf, projectsRight, type RightsConfig, type RightsHolder, rightsOver, routesOf } from './rights.ts';

/** A stage's providers with their configurations. */
export type Offer = Readonly<Partial<Record<ProviderId, object | undefined>>>;

/**
 * Rights that name something that the caller can't have.
 *
 * @param hasUsers whether the stage has callers of signed-in users.
 */
export function faultsOf({ audience, rights }: RightsHolder, offer: Offer, hasUsers: boolean): RightsFault[] {
  if (rights === undefined) return [];
  const enabled = providers.filter(({ id }) => offer[id] !== undefined);
  const ids = enabled.map(({ id }) => id);
  const routes = enabledRoutes(ids, hasUsers);
  const own = routesOf({ audience, rights }, routes);
  const nameable = routesOf({ audience, rights: { providers: rights.providers } }, routes);
  const uses = (id: ProviderId) => own.some(({ provider }) => provider === id);
  const faults: RightsFault[] = [];

  for (const [at, id] of (rights.providers ?? []).entries()) {
    if (ids.includes(id)) continue;
    faults.push({ path: ['providers', at], expected: `a provider that the stage has: ${ids.join(', ')}` });
  }
  for (const [at, name] of (rights.routes ?? []).entries()) {
    if (nameable.some((route) => isNameOf(name, route))) continue;
    const expected = `a route that this caller may use: ${nameable.map(routeName).join(', ')}`;
    faults.push({ path: ['routes', at], expected });
  }
  for (const id of ids) {
    const there = projectNames(offer[id]);
    for (const [at, name] of (projectsRight(id, rights) ?? []).entries()) {
      if (there?.includes(name)) continue;
      const expected =
        there === undefined
          ? `nothing, since the stage has no projects of ${id}`
          : `a project of the stage: ${there.join(', ')}`;
      faults.push({ path: [id, PROJECTS_RIGHT, at], expected });
    }
  }
  for (const { id } of providers) {
    if (rightsOver(id, rights) === undefined || uses(id)) continue;
    faults.push({ path: [id], expected: `nothing, since this caller has no route of ${id}` });
  }
  const { maximumLifetimeSeconds } = rights;
  for (const { id, rightsFaults } of enabled) {
    if (rightsFaults === undefined || !uses(id)) continue;
    const given = { only: forAnyUser(rightsOver(id, rights) ?? {}), maximumLifetimeSeconds };
    const found = ownProjects(id, rights, offer[id]).map(({ project, options }) => ({
      project,
      faults: rightsFaults(given, options),
    }));
    faults.push(...together(id, found));
  }
  return faults;
}

/** The limits with `*` where a claim of the user will stand: nobody knows yet what that will be. */
function forAnyUser(only: Only): Only {
  return Object.fromEntries(
    Object.entries(only).map(([name, limit]) => [
      name,
      Array.isArray(limit) ? limit.map((pattern) => withoutPlaceholders(pattern, '*')) : limit,
    ]),
  );
}

/** The projects that the caller may have tokens of. */
function ownProjects(id: ProviderId, rights: RightsConfig, configured: object = {}): readonly ConfiguredProject[] {
  const right = projectsRight(id, rights);
  return projectsIn(configured).filter(({ project }) => project === undefined || (right?.includes(project) ?? true));
}

/** What is wrong with rights in one of the caller's projects. */
interface ProjectFaults {
  readonly project: string | undefined;
  readonly faults: readonly RightsFault[];
}

/**
 * The faults over all of the caller's projects. The projects may differ, so what a limit names is wrong only where none
 * of them gives it. Anything else, such as a lifetime, must be right in each.
 */
function together(id: ProviderId, found: readonly ProjectFaults[]): RightsFault[] {
  const isIn = ({ faults }: ProjectFaults, at: string) => faults.some(({ path }) => placeOf(path) === at);
  const kept = new Map<string, { readonly fault: RightsFault; readonly projects: string[] }>();
  for (const { project, faults } of found) {
    for (const fault of faults) {
      const { path, expected } = fault;
      const isOfLimit = path[0] === id && path.length > 1;
      if (isOfLimit && !found.every((each) => isIn(each, placeOf(path)))) continue;
      const key = JSON.stringify([path, expected]);
      const { projects } = kept.get(key) ?? { projects: [] };
      kept.set(key, { fault, projects: project === undefined ? projects : [...projects, project] });
    }
  }
  return [...kept.values()].map(({ fault: { path, expected }, projects }) => ({
    path,
    expected: projects.length === 0 ? expected : `${expected} (project ${projects.join(', ')})`,
  }));
}

function placeOf(path: RightsFault['path']): string {
  return JSON.stringify(path);
}
