import { projectUnnamed } from '../../api/project-parameter.ts';
import { type ConfiguredProject, projectNames, projectsIn } from '../../lib/config/projects.ts';
import { UsageError } from '../errors.ts';

/**
 * The project that a command is for, with its options.
 *
 * @param asked undefined where the command line names none.
 * @param configured the provider's part of the stage's configuration.
 * @throws UsageError that says which projects there are.
 */
export function chosenProject(
  asked: string | undefined,
  configured: object,
  { stage, provider }: { readonly stage: string; readonly provider: string },
): ConfiguredProject {
  const names = projectNames(configured);
  if (names === undefined && asked !== undefined) {
    throw new UsageError(`stage ${stage} has no projects of ${provider}: leave --project out`);
  }
  const wanted = asked ?? projectUnnamed(names ?? []);
  const found = projectsIn(configured).find(({ project }) => project === wanted);
  if (found !== undefined) return found;
  const there = `stage ${stage} has these projects of ${provider}: ${names?.join(', ')}`;
  throw new UsageError(
    wanted === undefined ? `name one with --project: ${there}` : `there is no project ${wanted}: ${there}`,
  );
}
