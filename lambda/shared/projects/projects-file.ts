import * as v from 'valibot';

/** A file beside the function's bundle, with each project's part of the configuration. */
export const PROJECTS_FILE = 'projects.json';

/** The bundle of the provider's own handler, which is started once for each project. */
export const PROJECT_BUNDLE = 'project';

/** Environment variables that each project's handler gets, by the project's name. */
export const ProjectsFile = v.record(v.string(), v.record(v.string(), v.string()));
export type ProjectsFile = v.InferOutput<typeof ProjectsFile>;
