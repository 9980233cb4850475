import { ApiError } from '../../../api/errors.ts';
import { PROJECT } from '../../../api/project-parameter.ts';
import { quoted } from '../../../api/query.ts';
import type { ChosenProject, Handler } from '../http/serve.ts';
import { identityOf } from '../identity/authorizer-context.ts';
import type { Rights } from '../rights/rights.ts';
import { chooseProject } from './choose-project.ts';

/**
 * Gives each project a handler of its own, started at its first request, and each request to the handler of its
 * project. A request that is for none is refused by any of them, so that its answer and log line are as all others.
 *
 * @param start starts the handler of a project.
 * @param isThere whether the function was told the project's secret. While a stage is deployed it may know other projects.
 */
export function projectsHandler(
  names: readonly [string, ...string[]],
  rights: Rights,
  start: (project: string) => Promise<Handler>,
  isThere: (project: string) => boolean,
): Handler {
  const refusing = names.find(isThere) ?? names[0];
  const started = new Map<string, Handler>();
  let starting: Promise<unknown> = Promise.resolve();

  function choiceOf(asked: string | undefined, caller: string): ChosenProject {
    const right = Object.hasOwn(rights, caller) ? rights[caller]?.projects : undefined;
    try {
      const name = chooseProject(asked, right, names);
      if (!isThere(name)) throw new ApiError('unavailable', `the project ${quoted(name)} is being deployed; try again`);
      return { name };
    } catch (error) {
      if (error instanceof ApiError) return { refusal: error };
      throw error;
    }
  }

  /** One starts after the other, since each reads its settings from the environment that all of them share. */
  async function startNext(project: string): Promise<Handler> {
    const next = starting.then(async () => started.get(project) ?? (await start(project)));
    starting = next.catch(() => {});
    const handler = await next;
    started.set(project, handler);
    return handler;
  }

  return async (event) => {
    const { [PROJECT]: asked, ...others } = event.multiValueQueryStringParameters ?? {};
    // A parameter that is given twice is refused by every handler, whatever its name.
    const isTwice = asked !== undefined && asked.length > 1;
    const chosen = isTwice ? undefined : choiceOf(asked && (asked[0] ?? ''), identityOf(event).caller);
    const project = chosen?.name ?? refusing;
    const handler = started.get(project) ?? (await startNext(project));
    return handler(chosen ? { ...event, multiValueQueryStringParameters: others, project: chosen } : event);
  };
}
