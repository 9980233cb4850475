import * as v from 'valibot';
import type { Handler } from '../http/serve.ts';
import { RIGHTS_FILE, type Rights, rightsSchema } from '../rights/rights.ts';
import { bundledFile } from '../settings/bundled-file.ts';
import { env } from '../settings/environment.ts';
import { withEnvironment } from '../settings/with-environment.ts';
import { byProject, environmentsOf } from './environments-of.ts';
import { PROJECT_BUNDLE, PROJECTS_FILE, ProjectsFile } from './projects-file.ts';
import { projectsHandler } from './projects-handler.ts';

/*
 * The entry of a provider's function on a stage that has projects of that provider. The provider's own handler knows
 * nothing of projects: it is started once for each of them, with the project's settings in the environment. So
 * whatever it keeps (keys, tokens, connections) is that project's alone.
 */

const arns = byProject(process.env[env.secretArns]);
const environments = environmentsOf(bundledFile(PROJECTS_FILE, ProjectsFile), arns, process.env);

/** A module that is imported by another URL is another instance of it. */
async function start(project: string): Promise<Handler> {
  const url = new URL(`${PROJECT_BUNDLE}.mjs?${project}`, import.meta.url);
  const { handler } = await withEnvironment(environments[project] ?? {}, () => import(url.href));
  return handler;
}

export const handler = projectsHandler(
  Object.keys(environments) as [string, ...string[]],
  bundledFile(RIGHTS_FILE, rightsSchema(v.record(v.string(), v.unknown()))) as Rights,
  start,
  (project) => Object.hasOwn(arns, project),
);
