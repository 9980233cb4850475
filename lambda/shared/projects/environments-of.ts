import { env } from '../settings/environment.ts';
import type { ProjectsFile } from './projects-file.ts';

/**
 * The environment that each project's handler is started with, by the project's name.
 *
 * @param arns of the projects' secrets, in the order of the file.
 * @param given the function's own environment. Where it has a variable of a project, its value is a JSON object with
 *   other values by project: a local run gives the URLs of its sandboxes so.
 */
export function environmentsOf(
  file: ProjectsFile,
  arns: readonly string[],
  given: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(
    Object.entries(file).map(([name, variables], at) => [
      name,
      {
        ...Object.fromEntries(
          Object.entries(variables).map(([variable, value]) => [
            variable,
            (JSON.parse(given[variable] ?? '{}') as Record<string, string>)[name] ?? value,
          ]),
        ),
        [env.secretArn]: arns[at] ?? '',
        [env.project]: name,
      },
    ]),
  );
}
