import { DEFAULT_PROJECT } from '../../../api/project-parameter.ts';

/*
 * What a project's secret and its variables are called. The default project's names are those of a stage without
 * projects, so that a deployed one keeps its keys when it gets projects.
 */

/** @param owner of the secret, on a stage without projects. */
export function projectOwner(owner: string, project: string | undefined): string {
  return isPlain(project) ? owner : `${owner}/${project}`;
}

/** @param variable of `.env`, for a stage without projects: `APP_ID` becomes `APP_ID_EU`. */
export function projectVariable(variable: string, project: string | undefined): string {
  return isPlain(project) ? variable : `${variable}_${project.toUpperCase().replaceAll('-', '_')}`;
}

export function isPlain(project: string | undefined): project is undefined | typeof DEFAULT_PROJECT {
  return project === undefined || project === DEFAULT_PROJECT;
}
