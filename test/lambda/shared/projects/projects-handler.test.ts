import { describe, expect, it } from 'vitest';
import type { ChosenProject, Handler } from '../../../../lambda/shared/http/serve.ts';
import { projectsHandler } from '../../../../lambda/shared/projects/projects-handler.ts';
import { apiEvent } from '../../../support/api-event.ts';

const route = { method: 'GET', path: '/greeting' } as const;
const rights = { client: { routes: [], only: {} }, kiosk: { routes: [], only: {}, projects: ['us'] } };

/** Handlers that only say what came to them. */
function running(start?: (project: string) => Promise<void>, there: readonly string[] = ['eu', 'us']) {
  const got: { at: string; query: unknown; project: ChosenProject | undefined }[] = [];
  const started: string[] = [];
  const handler = projectsHandler(
    ['eu', 'us'],
    rights,
    async (name): Promise<Handler> => {
      started.push(name);
      await start?.(name);
      return async ({ multiValueQueryStringParameters: query, project }) => {
        got.push({ at: name, query, project });
        return { statusCode: 200, body: '' };
      };
    },
    (name) => there.includes(name),
  );
  const ask = (query: Record<string, string | string[]>, caller = 'client') => {
    const event = apiEvent(route, query);
    return handler({ ...event, requestContext: { ...event.requestContext, authorizer: { caller } } });
  };
  return { ask, got, started };
}

describe('a function with projects', () => {
  it('passes each request to its project, without the parameter, and starts each project once', async () => {
    const { ask, got, started } = running();
    await ask({ project: 'us', name: 'Ada' });
    await ask({ name: 'Ada' }, 'kiosk');
    await ask({ project: 'eu' });
    await ask({ project: 'us' });
    expect(got).toEqual([
      { at: 'us', query: { name: ['Ada'] }, project: { name: 'us' } },
      { at: 'us', query: { name: ['Ada'] }, project: { name: 'us' } },
      { at: 'eu', query: {}, project: { name: 'eu' } },
      { at: 'us', query: {}, project: { name: 'us' } },
    ]);
    expect(started).toEqual(['us', 'eu']);
  });

  it('has a request that is for none refused by a handler, with the reason', async () => {
    const { ask, got } = running();
    await ask({});
    await ask({ project: 'eu' }, 'kiosk');
    await ask({ project: 'asia' }, 'nobody');
    expect(got.map(({ project }) => project?.refusal?.code)).toEqual(['invalid_request', 'not_allowed', 'not_found']);
  });

  it('asks no project whose secret it was not told, as while a stage is deployed', async () => {
    const { ask, got } = running(undefined, ['us']);
    await ask({ project: 'eu' });
    await ask({ project: 'us' });
    expect(got.map(({ at, project }) => [at, project?.name ?? project?.refusal?.code])).toEqual([
      ['us', 'unavailable'],
      ['us', 'us'],
    ]);
    const none = running(undefined, []);
    await none.ask({ project: 'us' });
    expect(none.got[0]?.project?.refusal?.message).toBe('the project "us" is being deployed; try again');
  });

  it('leaves a parameter that is given twice for the handler to refuse', async () => {
    const { ask, got } = running();
    await ask({ project: ['us', 'us'] });
    expect(got).toEqual([{ at: 'eu', query: { project: ['us', 'us'] }, project: undefined }]);
  });

  it('starts one project after the other, since all read the same environment, and tries again what failed', async () => {
    let atOnce = 0;
    let most = 0;
    let fails = true;
    const { ask, started } = running(async (name) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      if (name === 'eu' && fails) throw new Error('it can’t start');
    });
    const answers = await Promise.allSettled([ask({ project: 'eu' }), ask({ project: 'us' }), ask({ project: 'us' })]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect([most, started]).toEqual([1, ['eu', 'us']]);
    fails = false;
    expect(await ask({ project: 'eu' })).toMatchObject({ statusCode: 200 });
  });
});
