import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../api/errors.ts';
import { query } from '../../../../api/query.ts';
import type { Route } from '../../../../api/route.ts';
import { accessTokenRoute } from '../../../../lambda/agora/contract.ts';
import { on, serve } from '../../../../lambda/shared/http/serve.ts';
import { metrics, readMetrics } from '../../../../lambda/shared/telemetry/metrics.ts';
import { apiEvent, REQUEST_ID } from '../../../support/api-event.ts';
import { captureLog } from '../../../support/captured-log.ts';
import { rightsOfClient } from '../../../support/rights.ts';

/** Whatever is asked here, it is the caller's. */
const rights = rightsOfClient({ routes: ['GET /access_token', 'GET /plain', 'PUT /tokens/{tokenId}'] });

const NOW = Date.UTC(2026, 0, 1);
const now = () => NOW;
const telemetry = { stage: 'test', logSubjects: true, metrics: readMetrics('Refused,Vended') };
const TOKEN = 'the-token-itself';

const vend = on(
  accessTokenRoute,
  ({ expireTime = 3_600 }) => ({ token: TOKEN, expiresAt: new Date(NOW + expireTime * 1000).toISOString() }),
  'nothing',
);

const plainRoute = {
  name: 'plain',
  method: 'GET',
  path: '/plain',
  example: '/plain',
  audience: 'client',
  summary: 'No token.',
  query: query({ name: v.optional(v.string()) }),
  response: v.strictObject({}),
  failures: [],
} as const satisfies Route;

/** The names of the metrics that a line holds, each with its dimensions and value. */
function metricsIn(line: Record<string, unknown> | undefined) {
  const { CloudWatchMetrics } = (line?._aws ?? { CloudWatchMetrics: [] }) as {
    CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
  return CloudWatchMetrics.map(({ Dimensions: [names = []], Metrics: [metric] }) => ({
    name: metric?.Name,
    value: line?.[metric?.Name ?? ''],
    of: Object.fromEntries(names.map((name) => [name, line?.[name]])),
  }));
}

describe('the log of a request', () => {
  it('says who got what, for whom and for how long, and counts it', async () => {
    const log = captureLog();
    const handler = serve([vend], now, rights, telemetry);
    await handler(apiEvent(accessTokenRoute, { channelName: 'room #7', uid: '42', expireTime: '600' }));
    const [line] = log.lines();
    expect(line).toMatchObject({
      level: 'info',
      message: 'vended',
      stage: 'test',
      requestId: REQUEST_ID,
      caller: 'client',
      route: 'GET /access_token',
      provider: 'agora',
      kind: 'rtc',
      subject: { channelName: 'room #7', uid: '42', role: 'subscriber' },
      lifetimeSeconds: 600,
      status: 200,
      durationMs: 0,
    });
    expect(metricsIn(line)).toEqual([{ name: 'Vended', value: 1, of: { stage: 'test', provider: 'agora' } }]);
    expect(log.text()).not.toContain(TOKEN);
  });

  it('finds its subject in path and body too, and when the token ends in an envelope', async () => {
    const log = captureLog();
    const route = {
      ...plainRoute,
      method: 'PUT',
      path: '/tokens/{tokenId}',
      params: v.strictObject({ tokenId: v.string() }),
      body: v.object({ streams: v.array(v.string()) }),
      response: v.looseObject({}),
      audit: { kind: 'x', subject: ['tokenId', 'streams'], vends: true },
    } as const satisfies Route;
    const answer = () => ({ data: { expiresAt: new Date(NOW + 60_000).toISOString() } });
    await serve(
      [on(route, answer, 'nothing')],
      now,
      rights,
      telemetry,
    )({
      ...apiEvent(route),
      headers: { 'Content-Type': 'application/json' },
      pathParameters: { tokenId: '100' },
      body: '{"streams":["a","b"]}',
    });
    expect(log.lines()).toMatchObject([
      { message: 'vended', subject: { tokenId: '100', streams: '["a","b"]' }, lifetimeSeconds: 60 },
    ]);
  });

  it('has in its subject what the endpoint chose for the request, and nothing else of it', async () => {
    const log = captureLog();
    const route = { ...plainRoute, audit: { kind: 'x', subject: ['name', 'room'], vends: false } } as const;
    const ask = async (logSubjects: boolean) => {
      const endpoint = on(
        route,
        (_query, { chosen }) => {
          chosen({ name: 'made here', secret: TOKEN });
          return {};
        },
        'nothing',
      );
      await serve([endpoint], now, rights, { ...telemetry, logSubjects })(apiEvent(route));
    };
    await ask(true);
    expect(log.lines()).toMatchObject([{ subject: { name: 'made here' } }]);
    await ask(false);
    expect(log.lines()[1]).not.toHaveProperty('subject');
    expect(log.text()).not.toContain(TOKEN);
  });

  it.each(['body', 'data'] as const)(
    'says what an update sets, by names and numbers alone: in its %s',
    async (changes) => {
      const log = captureLog();
      const route = {
        ...plainRoute,
        method: 'PUT',
        path: '/tokens/{tokenId}',
        body: v.looseObject({}),
        response: v.looseObject({}),
        audit: { kind: 'x', subject: ['tokenId', 'addTokenStreams'], vends: false, changes },
      } as const satisfies Route;
      const update = {
        refreshToken: true,
        isActive: false,
        updateBindIpsOnUsage: 0,
        addTokenStreams: [{ streamName: 'stage' }],
        updateAllowedOrigins: [],
        updateRestream: [{ url: 'rtmp://media.example', key: 'a-restream-key' }],
        label: 'a-label',
        updateGeoCascade: { isEnabled: null },
      };
      const body = changes === 'data' ? { tokenId: 7, data: update } : { tokenId: 7, ...update };
      const event = { ...apiEvent(route, {}, { body: JSON.stringify(body) }) };
      const answer = () => ({ data: { expiresAt: null } });
      await serve([on(route, answer, 'nothing')], now, rights, telemetry)(event);
      const told = {
        refreshToken: true,
        isActive: false,
        updateBindIpsOnUsage: 0,
        addTokenStreams: 1,
        updateAllowedOrigins: 0,
        updateRestream: 1,
        label: 'set',
        updateGeoCascade: 'set',
      };
      expect(log.lines()).toMatchObject([
        { message: 'answered', subject: { tokenId: '7', addTokenStreams: '[{"streamName":"stage"}]' }, changed: told },
      ]);
      expect(log.lines()[0]?.lifetimeSeconds).toBeNull();
      expect(log.text()).not.toMatch(/a-restream-key|a-label|media\.example/);

      await serve([on(route, answer, 'nothing')], now, rights, { ...telemetry, logSubjects: false })(event);
      expect(log.lines()[1]).toMatchObject({ changed: told });
      expect(JSON.stringify(log.lines()[1])).not.toContain('"stage"}');
    },
  );

  it('says what an update would have set, when it is refused', async () => {
    const log = captureLog();
    const route = {
      ...plainRoute,
      method: 'PUT',
      path: '/tokens/{tokenId}',
      body: v.looseObject({}),
      audit: { kind: 'x', subject: ['tokenId'], vends: false, changes: 'body' },
    } as const satisfies Route;
    const refuse = on(route, () => Promise.reject(new ApiError('not_allowed', 'no')), 'nothing');
    const event = apiEvent(route, {}, { body: '{"refreshToken":true}' });
    await serve([refuse], now, rights, telemetry)(event);
    expect(log.lines()).toMatchObject([{ message: 'refused', changed: { refreshToken: true } }]);
  });

  it('tells what is managed without being vended', async () => {
    const log = captureLog();
    const route = { ...plainRoute, audit: { kind: 'x', subject: ['name'], vends: false } } as const;
    await serve([on(route, () => ({}), 'nothing')], now, rights, telemetry)(apiEvent(route, { name: 'ada' }));
    expect(log.lines()).toMatchObject([{ message: 'answered', kind: 'x', subject: { name: 'ada' } }]);
    expect(log.lines()[0]).not.toHaveProperty('Vended');
  });

  it('reports no metric that nothing reads', async () => {
    const log = captureLog();
    const handler = serve([vend], now, rights, { ...telemetry, metrics: readMetrics() });
    await handler(apiEvent(accessTokenRoute, { channelName: 'a' }));
    await handler(apiEvent(accessTokenRoute, {}));
    expect(log.lines()).toMatchObject([{ message: 'vended' }, { message: 'refused' }]);
    expect(log.text()).not.toMatch(/_aws|Vended|Refused/);
  });

  it('says what was refused and counts it by its code', async () => {
    const log = captureLog();
    const refuse = on(accessTokenRoute, () => Promise.reject(new ApiError('not_allowed', 'no')), 'nothing');
    await serve([refuse], now, rights, telemetry)(apiEvent(accessTokenRoute, { channelName: 'secret room' }));
    const [line] = log.lines();
    expect(line).toMatchObject({
      message: 'refused',
      subject: { channelName: 'secret room', role: 'subscriber' },
      code: 'not_allowed',
    });
    expect(metricsIn(line)).toContainEqual({ name: 'Refused', value: 1, of: { stage: 'test', code: 'not_allowed' } });
    expect(line).not.toHaveProperty('Vended');
  });

  it('repeats nothing of a request that is malformed', async () => {
    const log = captureLog();
    await serve([vend], now, rights, telemetry)(apiEvent(accessTokenRoute, { channelName: 'evil*\nlevel:' }));
    expect(log.lines()).toMatchObject([{ message: 'refused', code: 'invalid_request' }]);
    expect(log.text()).not.toContain('evil');
  });

  it('names nobody where the stage says so', async () => {
    const log = captureLog();
    await serve([vend], now, rights, { ...telemetry, logSubjects: false })(
      apiEvent(accessTokenRoute, { channelName: 'room' }),
    );
    expect(log.lines()[0]).toMatchObject({ message: 'vended', kind: 'rtc' });
    expect(log.text()).not.toContain('room');
  });

  it('names a subject in a bounded line, whatever the schema lets through', async () => {
    const log = captureLog();
    const route = { ...plainRoute, audit: { kind: 'x', subject: ['name'], vends: true } } as const;
    await serve(
      [on(route, () => ({}), 'nothing')],
      now,
      rights,
      telemetry,
    )(apiEvent(route, { name: 'n\n'.repeat(5_000) }));
    expect(log.text().split('\n')).toHaveLength(2);
    expect(log.lines()[0]?.subject).toEqual({ name: 'n\n'.repeat(128) });
  });

  it('counts nothing that no provider is behind', async () => {
    const log = captureLog();
    await serve([on(plainRoute, () => ({}), 'nothing')], now, rights, telemetry)(apiEvent(plainRoute));
    expect(log.lines()[0]).toMatchObject({ message: 'answered' });
    expect(log.lines()[0]).not.toHaveProperty('_aws');
  });

  it('holds every dimension of the metrics in it', async () => {
    const log = captureLog();
    const handler = serve([vend], now, rights, telemetry);
    await handler(apiEvent(accessTokenRoute, { channelName: 'a' }));
    await handler(apiEvent(accessTokenRoute, {}));
    for (const line of log.lines()) {
      for (const name of Object.keys(metrics).filter((metric) => metric in line)) {
        for (const dimension of metrics[name as keyof typeof metrics].dimensions) {
          expect(line[dimension]).toMatch(/./);
        }
      }
    }
  });
});
