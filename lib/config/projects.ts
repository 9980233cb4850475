import * as v from 'valibot';
import { named } from '../../lambda/shared/settings/named.ts';

/** A provider's projects, each with all of the provider's options. */
export interface Projects<T> {
  readonly projects: Readonly<Record<string, T>>;
}

/** How many projects of a provider a stage may have: a function's variables have room for as many secrets' ARNs. */
export const MAX_PROJECTS = 16;

const NAME = 'a project’s name: 1 to 20 small letters, digits and hyphens, with a letter or digit at both ends';

/** It is a part of names of a secret and an output, and of variables. */
export const ProjectName = v.pipe(v.string(NAME), v.regex(/^(?!-)[a-z0-9-]{1,20}(?<!-)$/, NAME));

/** The options of a provider: as they are, or once for each of several projects. */
export function plainOrProjects<const S extends v.GenericSchema>(options: S) {
  type Given = v.InferInput<S>;
  type Parsed = v.InferOutput<S>;
  const projects = v.pipe(
    named(ProjectName, options, 'an object of projects by name'),
    v.check((given) => Object.keys(given).length > 0, 'at least one project'),
    v.check((given) => Object.keys(given).length <= MAX_PROJECTS, `${MAX_PROJECTS} projects at most`),
    v.check(
      (given) => namesakes(Object.keys(given)) === undefined,
      ({ input }) => `names that differ in more than hyphens: not both ${namesakes(Object.keys(input))?.join(' and ')}`,
    ),
  );
  const form = v.strictObject({ projects }, ({ expected }) =>
    expected === 'never'
      ? 'projects alone: move this field into each project that it is for'
      : 'an object with projects',
  );
  return v.lazy((input) => (hasProjects(input) ? form : options)) as unknown as v.GenericSchema<
    Given | Projects<Given>,
    Parsed | Projects<Parsed>
  >;
}

function hasProjects(input: unknown): input is Projects<unknown> {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, 'projects');
}

/** Two projects whose outputs would have the same name, since those have no hyphens. */
function namesakes(names: readonly string[]): [string, string] | undefined {
  for (const [at, name] of names.entries()) {
    const other = names.slice(0, at).find((each) => each.replaceAll('-', '') === name.replaceAll('-', ''));
    if (other !== undefined) return [other, name];
  }
  return undefined;
}

/** One project of a stage's provider, or all that the stage has of it. */
export interface ConfiguredProject<T = object> {
  /** Undefined on a stage without projects of the provider. */
  readonly project: string | undefined;
  readonly options: T;
}

/** @param configured the provider's part of the stage's configuration. */
export function projectsIn(configured: object): readonly [ConfiguredProject, ...ConfiguredProject[]] {
  if (!hasProjects(configured)) return [{ project: undefined, options: configured }];
  const projects = Object.entries(configured.projects) as [string, object][];
  return projects.map(([project, options]) => ({ project, options })) as [ConfiguredProject, ...ConfiguredProject[]];
}

/** The names of the provider's projects; undefined on a stage without. */
export function projectNames(configured: object | undefined): readonly string[] | undefined {
  return hasProjects(configured) ? Object.keys(configured.projects) : undefined;
}
