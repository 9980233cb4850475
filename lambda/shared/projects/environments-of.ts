import * as v from 'valibot';
import { env } from '../settings/environment.ts';
import type { ProjectsFile } from './projects-file.ts';

const ByProject = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));

/** No secret has it, so nothing can be read with it. */
const NO_SECRET = 'arn:aws:secretsmanager:nowhere';

/**
 * A variable's values by the projects' names. A deployment changes code and variables one after the other: for seconds,
 * the variable may be that of other projects, or of a stage without. So values are found by names only, and one that
 * isn't there is missing.
 */
export function byProject(variable: string | undefined): Readonly<Record<string, string>> {
  const parsed = v.safeParse(ByProject, variable);
  return parsed.success ? parsed.output : {};
}

/**
 * The environment that each project's handler is started with, by the project's name.
 *
 * @param arns of the projects' secrets. A project that has none there must not be asked: it would find no secret.
 * @param given the function's own environment. Where it has a variable of a project, its value is a JSON object with
 *   other values by project: a local run gives the URLs of its sandboxes so.
 */
export function environmentsOf(
  file: ProjectsFile,
  arns: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(
    Object.entries(file).map(([name, variables]) => [
      name,
      {
        ...Object.fromEntries(
          Object.entries(variables).map(([variable, value]) => [variable, byProject(given[variable])[name] ?? value]),
        ),
        [env.secretArn]: arns[name] ?? NO_SECRET,
        [env.project]: name,
      },
    ]),
  );
}
