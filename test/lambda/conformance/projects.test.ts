import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Route } from '../../../api/route.ts';
import { tokenIn } from '../../../api/token-in.ts';
import { providers } from '../../../lambda/providers.ts';
import { projectOwner } from '../../../lambda/shared/projects/names.ts';
import { bundleBudget } from '../../../lambda/shared/providers/provider.ts';
import { writeBundle } from '../../../lib/bundling/bundled-code.ts';
import { regionalRuntime } from '../../../lib/functions/runtime.ts';
import { captureLog } from '../../support/captured-log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type Described, type Provider, type RunningProvider, startSuite, unfilled } from './running-provider.ts';

const { run, advance } = await startSuite();

const projects = ['eu', 'us'] as const;
type Project = (typeof projects)[number];

/** Keys that were changed are used after this long, in ms. */
const KEYS_TTL_MS = 5 * 60_000 + 1;

const callers = { 'eu-only': { projects: ['eu'] }, 'us-only': { projects: ['us'] } };

/** The functions that vend: what ends a session gives nothing of a project. */
function vendingOf({ functions }: Provider): Described[] {
  return functions.filter(({ kicks }) => kicks === undefined);
}

/** A request to a route of each function that vends, for a project that the query names. */
function asker(running: RunningProvider) {
  const functions = vendingOf(running.provider);
  const routes = functions.map(
    (each) => running.askable.find((route) => running.functionOf(route) === each && route.audit?.vends) as Route,
  );
  return async (at: number, project: string | undefined, caller?: string, method?: string) => {
    const route = routes[at] as Route;
    const { query, ...others } = running.requestsOf(route).request({});
    const asked = project === undefined ? query : { ...query, project };
    const answer = await running.ask(route, { ...others, query: asked ?? {} }, caller, method);
    return { ...answer, token: tokenIn(answer.body?.data ?? answer.body ?? {}, route.tokenField) };
  };
}

describe.each(providers)('$id with two projects', (provider: Provider) => {
  const functions = vendingOf(provider);

  it('has bundles within their budgets', () => {
    for (const described of provider.functions) {
      const folder = temporaryFolder(described.folder);
      writeBundle(`lambda/${described.folder}`, regionalRuntime, folder, true);
      const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
      expect(bytes, described.folder).toBeLessThanOrEqual(bundleBudget(described, true));
    }
  });

  it('never gives what it has of one project to a request for the other, and misses only the keys that are missing', async () => {
    captureLog();
    const running = await run(provider, { callers, projects });
    const ask = asker(running);
    const tokens: Record<Project, Set<string>> = { eu: new Set(), us: new Set() };
    const step = fc.record({
      act: fc.constantFrom('ask', 'ask', 'ask', 'empty', 'fill'),
      at: fc.nat(functions.length - 1),
      project: fc.constantFrom(...projects),
      byRight: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const empty = new Set<string>();
        const put = (owner: string, isEmpty: boolean, at: number) => {
          running.put(owner, isEmpty ? unfilled(functions[at] as Described) : (running.secrets[owner] ?? ''));
          if (isEmpty) empty.add(owner);
          else empty.delete(owner);
          advance(KEYS_TTL_MS);
        };
        for (const { act, at, project, byRight } of steps) {
          const owner = projectOwner(functions[at]?.secret.owner ?? '', project);
          if (act !== 'ask') {
            put(owner, act === 'empty', at);
            continue;
          }
          const { status, body, token } = await ask(
            at,
            byRight ? undefined : project,
            byRight ? `${project}-only` : undefined,
          );
          const expected = empty.has(owner) ? [503, 'not_configured'] : [200, undefined];
          expect([status, body.code], `${project}: ${body.error}`).toEqual(expected);
          if (status === 200) tokens[project].add(JSON.stringify(token));
          else expect(body.error).toContain(`(${project})`);
        }
        for (const owner of [...empty])
          put(
            owner,
            false,
            functions.findIndex(({ secret }) => owner.startsWith(`${secret.owner}/`)),
          );
      }),
      { numRuns: 3 },
    );
    expect(Math.min(tokens.eu.size, tokens.us.size)).toBeGreaterThan(0);
    expect([...tokens.eu].filter((token) => tokens.us.has(token))).toEqual([]);
  });

  it('takes the project that the rights and the query say, and tells it in its log and metrics', async () => {
    vi.stubEnv('METRICS', 'ProviderErrors,ProviderErrors/us,ProviderLatency,ProviderLatency/us,Vended,Vended/us');
    const log = captureLog();
    const running = await run(provider, { callers, projects });
    const ask = asker(running);
    for (const at of functions.keys()) {
      const answered = [
        await ask(at, undefined, 'us-only'),
        await ask(at, 'us', 'us-only'),
        await ask(at, 'us'),
        await ask(at, 'eu', 'us-only'),
        await ask(at, 'asia', 'us-only'),
        await ask(at, undefined),
      ];
      expect(answered.map(({ status, body }) => [status, body?.code])).toEqual([
        [200, undefined],
        [200, undefined],
        [200, undefined],
        [403, 'not_allowed'],
        [404, 'not_found'],
        [400, 'invalid_request'],
      ]);
      expect(answered[3]?.body.error).toBe('this caller may not ask for the project "eu"; allowed: "us"');
      expect(answered[4]?.body.error).toBe('there is no project "asia"; this caller may choose us');
      expect(answered[5]?.body.error).toBe('project is required: one of eu, us');
    }
    type Line = { message: string; project?: string; _aws?: { CloudWatchMetrics: { Dimensions: string[][] }[] } };
    const lines = (log.lines() as unknown as Line[]).filter((line) => 'provider' in line);
    expect(lines.filter(({ message }) => message === 'vended').length).toBe(3 * functions.length);
    for (const { message, project, _aws } of lines) {
      expect(project, message).toBe(message === 'refused' ? undefined : 'us');
      if (message === 'refused') continue;
      expect(_aws?.CloudWatchMetrics[0]?.Dimensions).toEqual([
        ['stage', 'provider'],
        ['stage', 'provider', 'project'],
      ]);
    }
  });
});
