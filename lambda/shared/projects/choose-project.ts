import { ApiError } from '../../../api/errors.ts';
import { PROJECT, projectUnnamed } from '../../../api/project-parameter.ts';
import { quoted } from '../../../api/query.ts';
import { inShort, notAllowed } from '../rights/rights.ts';

/**
 * The project that a request is for. The query only chooses among the projects that the rights give.
 *
 * @param asked undefined where the request names none.
 * @param right the caller's right to projects; undefined where it isn't limited.
 * @param all the projects of the stage.
 * @throws ApiError `not_found` for a project that isn't there, `not_allowed` for one that isn't the caller's,
 *   `invalid_request` when the request must name one.
 */
export function chooseProject(
  asked: string | undefined,
  right: readonly string[] | undefined,
  all: readonly string[],
): string {
  const own = right ?? all;
  if (asked !== undefined) {
    if (own.includes(asked)) return asked;
    if (all.includes(asked)) throw notAllowed(`the project ${quoted(asked)}`, own.map(quoted));
    throw new ApiError('not_found', `there is no project ${quoted(asked)}; this caller may choose ${inShort(own)}`);
  }
  const unnamed = projectUnnamed(own);
  if (unnamed !== undefined) return unnamed;
  throw new ApiError('invalid_request', `${PROJECT} is required: one of ${inShort(own)}`);
}
