import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { CallerRights, Rights } from '../../../lambda/shared/rights/rights.ts';
import { type zoomRights, zoomTokenRoute } from '../../../lambda/zoom/contract.ts';
import { createHandler } from '../../../lambda/zoom/create-handler.ts';
import { ZoomOptions } from '../../../lambda/zoom/options.ts';
import { zoom } from '../../../lambda/zoom/provider.ts';
import { ConfigError, selectStage } from '../../../lib/config/config.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';
import { keys, NOW, options } from './fixtures.ts';

type Only = CallerRights<typeof zoomRights>['only'];

const asked = { session: 'team-a', identity: 'ada' };

async function ask(only: Only, query: Record<string, string>, stage = options) {
  const answer = await answered({ only }, query, stage, 'GET');
  return { status: answer.statusCode, body: bodyOf(answer) };
}

async function answered(
  limits: Partial<CallerRights<typeof zoomRights>>,
  query: Record<string, string>,
  stage: ZoomOptions,
  httpMethod: 'GET' | 'HEAD',
) {
  captureLog();
  const rights = rightsOfClient(limits) as Rights<typeof zoomRights>;
  return createHandler(
    async () => keys,
    stage,
    () => NOW,
    rights,
  )({ ...apiEvent(zoomTokenRoute, query), httpMethod });
}

describe('a limited caller', () => {
  it.each<[string, Only, Record<string, string>, string]>([
    ['another session', { sessions: ['team-b'] }, asked, 'the session "team-a"; allowed: "team-b"'],
    ['it in capitals', { sessions: ['team-b'] }, { ...asked, session: 'TEAM-A' }, 'the session "team-a"'],
    ['another user', { identities: ['a-*'] }, asked, 'the identity "ada"; allowed: "a-*"'],
    [
      'a host’s role',
      { roles: ['participant'] },
      { ...asked, role: 'host' },
      'the role "host"; allowed: "participant"',
    ],
    ['a participant’s role by leaving it out', { roles: ['host'] }, asked, 'the role "participant"; allowed: "host"'],
  ])('gets no token for %s', async (_what, only, query, error) => {
    const { status, body } = await ask(only, query);
    expect([status, body.code]).toEqual([403, 'not_allowed']);
    expect(body.error).toContain(`this caller may not ask for ${error}`);
  });

  it('gets its own sessions, written as it likes', async () => {
    expect((await ask({ sessions: ['team-*'] }, { ...asked, session: 'Team-A' })).status).toBe(200);
  });
});

it('no caller gets a host’s role where the stage has no hosts', async () => {
  const stage = { ...options, hosts: false };
  expect(await ask({}, { ...asked, role: 'host' }, stage)).toMatchObject({
    status: 403,
    body: { code: 'not_allowed' },
  });
  expect((await ask({}, asked, stage)).status).toBe(200);
});

it.each<[string, Partial<CallerRights<typeof zoomRights>>, Record<string, string>, ZoomOptions, number]>([
  ['a host where the stage has none', {}, { ...asked, role: 'host' }, { ...options, hosts: false }, 403],
  ['a host that rights don’t give', { only: { roles: ['participant'] } }, { ...asked, role: 'host' }, options, 403],
  ['a caller whose tokens would be too short for Zoom', { maximumLifetimeSeconds: 1_000 }, asked, options, 403],
  ['nothing else', {}, { ...asked, role: 'host' }, options, 200],
])('HEAD and GET refuse alike %s', async (_what, limits, query, stage, status) => {
  for (const method of ['GET', 'HEAD'] as const) {
    expect((await answered(limits, query, stage, method)).statusCode, method).toBe(status);
  }
});

describe('at synth', () => {
  const synth = (configuration: object, rights: object) => () =>
    selectStage(
      { dev: { providers: { zoom: configuration }, callers: { app: { audience: 'client', rights } } } },
      'dev',
    );

  it.each([
    [
      'a maximum below Zoom’s shortest lifetime',
      {},
      { maximumLifetimeSeconds: 1_799 },
      'maximumLifetimeSeconds: expected at least 1800',
    ],
    [
      'hosts where there are none',
      {},
      { zoom: { roles: ['participant', 'host'] } },
      'zoom.roles: expected no host among them',
    ],
    [
      'sessions in capitals, of which Zoom knows none',
      {},
      { zoom: { sessions: ['Team-*'] } },
      'zoom.sessions.0: expected a session’s name in small letters',
    ],
  ])('%s are refused', (_what, configuration, rights, message) => {
    expect(synth(configuration, rights)).toThrow(ConfigError);
    expect(synth(configuration, rights)).toThrow(`dev.callers.app.rights.${message}`);
  });

  it.each([
    [{}, { maximumLifetimeSeconds: 1_800 }],
    [{ hosts: true }, { zoom: { roles: ['host'], sessions: ['team-*'] } }],
  ])('%j takes rights of %j', (configuration, rights) => {
    expect(synth(configuration, rights)).not.toThrow();
  });

  it('a stage has no hosts, and lifetimes that Zoom takes', () => {
    expect(v.parse(ZoomOptions, {})).toEqual({ hosts: false, lifetime: { default: 3_600, maximum: 86_400 } });
    expect(v.is(zoom.configuration, { lifetime: { default: 1_799 } })).toBe(false);
    expect(v.is(zoom.configuration, { lifetime: { maximum: 172_801 } })).toBe(false);
  });
});
