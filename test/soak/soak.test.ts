import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorStatus } from '../../api/errors.ts';
import { sandboxesOf } from '../../bench/local-way.ts';
import type { Sandbox } from '../../lambda/shared/providers/stand-in.ts';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { type Fault, faults } from '../../soak/faults.ts';
import { trend } from '../../soak/memory.ts';
import { soakReport } from '../../soak/report.ts';
import { judge, type SoakRequest, soakRequests, type Verdict } from '../../soak/requests.ts';
import { episodeOf, type Observation } from '../../soak/soak.ts';
import config from '../project/stagepass.config.ts';

const NOW = Date.UTC(2026, 0, 1);

const requestsOf = (stage: unknown) => soakRequests(selectStage({ dev: stage as StageInput }, 'dev'));
/** Without rights, so that they fit whatever providers a stage has. */
const callers = { client: { audience: 'client' } };

const requests = requestsOf(config.dev);
const asked = (name: string) => requests.find((request) => request.name === name) as SoakRequest;

const token = (expiresAt = NOW + 60_000) => ({
  status: 200,
  text: JSON.stringify({ token: 'x'.repeat(100), expiresAt: new Date(expiresAt).toISOString() }),
});

const vended = (answer: object) => ({
  status: 200,
  text: JSON.stringify({ ...answer, expiresAt: new Date(NOW + 60_000).toISOString() }),
});
const secret = 'x'.repeat(100);

const failure = (code: ErrorCode, status: number = errorStatus[code]) => ({
  status,
  text: JSON.stringify({ error: 'why', code, requestId: 'r' }),
});

describe('an answer is judged', () => {
  it.each([
    ['a token', 'agoraRtc', token(), 'right'],
    ['a token and more', 'agoraRtc', { ...token(), text: token().text.replace('{', '{"appId":"a",') }, 'wrong'],
    ['another route’s token', 'interactivity', token(), 'wrong'],
    ['a token under a name of its own', 'agoraUiKitRtm', vended({ rtmToken: secret }), 'right'],
    ['a token under another name', 'agoraUiKitRtm', vended({ rtcToken: secret }), 'wrong'],
    ['a token that is none', 'agoraUiKitRtm', vended({ rtmToken: 'x' }), 'wrong'],
    ['a token in a list', 'iceServers', vended({ iceServers: [{ urls: ['turn:a'], credential: secret }] }), 'right'],
    [
      'a token that is the whole answer',
      'ablyTokenRequest',
      vended({ keyName: 'a.b', clientId: 'ada', capability: '{}', ttl: 1, timestamp: NOW, nonce: 'n', mac: secret }),
      'right',
    ],
    ['a token that has ended', 'agoraRtc', token(NOW - 1), 'wrong'],
    ['200 with nothing in it', 'agoraRtc', { status: 200, text: '{}' }, 'wrong'],
    ['a token for a wrong password', 'wrong password', token(), 'wrong'],
    ['a token for nobody', 'no credentials', token(), 'wrong'],
    ['the refusal that was due', 'wrong password', failure('unauthorized'), 'right'],
    ['a refusal of what is right', 'agoraRtc', failure('unauthorized'), 'wrong'],
    ['what is not there, for what is', 'interactivity', failure('not_found'), 'wrong'],
    ['a provider’s failure', 'interactivity', failure('provider_timeout'), 'excused'],
    ['a code under another’s status', 'interactivity', failure('provider_timeout', 502), 'wrong'],
    ['a provider’s own words', 'interactivity', { status: 502, text: '<html>' }, 'wrong'],
    ['no answer at all', 'agoraRtc', { status: 0, text: '' }, 'wrong'],
  ] as const)('%s', (_what, name, answer, verdict) => {
    expect(judge(asked(name), answer, NOW)).toBe(verdict);
  });
});

it('asks every route of the stage that vends to clients, and none that it doesn’t have', () => {
  const vending = (stage: unknown) => requestsOf(stage).flatMap(({ name, route }) => (route ? [name] : []));
  expect(vending(config.dev)).toEqual(expect.arrayContaining(['agoraRtc', 'millicastViewer', 'livekit', 'daily']));
  expect(vending({ ...config.dev, callers, providers: { daily: {} } })).toEqual(['daily']);
});

describe('on a stage with projects', () => {
  const pathWith = (projects: object) =>
    requestsOf({ ...config.dev, callers, providers: { interactivity: { projects } } }).find(({ route }) => route)?.path;

  it('a request names one where it must', () => {
    expect(pathWith({ eu: {}, us: {} })).toMatch(/[?&]project=eu$/);
    expect(pathWith({ eu: {}, default: {} })).not.toContain('project');
  });

  it('a fault of a provider is one of all its sandboxes', async () => {
    const behaved: string[] = [];
    const sandbox = (name: string) =>
      ({ behave: (as) => behaved.push(`${name} ${as}`) }) as Partial<Sandbox> as Sandbox;
    const sandboxes = sandboxesOf([
      { id: 'momento', sandbox: sandbox('eu') },
      { id: 'momento', sandbox: sandbox('us') },
      { id: 'agora' },
      { id: 'turn', sandbox: sandbox('turn') },
    ]);
    const way = { sandboxes, stagepass: { coldStart: async () => {} } } as Parameters<Fault['begin']>[0];
    const [down] = faults as [Fault];
    await down.begin(way);
    await down.end(way);
    expect(behaved).toEqual(['eu drop', 'us drop', 'turn drop', 'eu ok', 'us ok', 'turn ok']);
  });
});

const fault: Fault = {
  name: 'provider down',
  begin() {},
  end() {},
  killsWorkers: false,
  isMet: true,
  recoversWithin: 10,
};

const BEGUN = NOW - 8_000;

const observation = (verdict: Verdict, answeredAt: number): Observation => ({
  request: asked('agoraRtc'),
  answer: failure('provider_failed'),
  verdict,
  askedAt: answeredAt - 10,
  answeredAt,
});

describe('an episode', () => {
  it('has recovered with the last answer that its fault explains', () => {
    const seen = [
      observation('excused', NOW - 500),
      observation('excused', NOW + 2_000),
      observation('right', NOW + 9_000),
    ];
    expect(episodeOf(fault, seen, BEGUN, NOW)).toMatchObject({
      counts: { right: 1, excused: 2, wrong: 0 },
      recoveredAfter: 2,
    });
    expect(episodeOf(fault, [observation('excused', NOW - 500)], BEGUN, NOW).recoveredAfter).toBe(0);
  });
});

describe('a worker that is killed', () => {
  const killing = { ...fault, killsWorkers: true };
  const page = { status: 503, text: '<h1>503 ERROR</h1>' };
  const cutOff = (answeredAt: number, answer = page) => ({ ...observation('wrong', answeredAt), answer });
  const excusedBy = (by: Fault, seen: Observation) => episodeOf(by, [seen], BEGUN, NOW).counts.excused === 1;

  it('excuses what AWS sends then to what was under way, and only to that', () => {
    expect(excusedBy(killing, cutOff(BEGUN + 5))).toBe(true);
    expect(excusedBy(killing, cutOff(BEGUN + 50))).toBe(false);
    expect(excusedBy(fault, cutOff(BEGUN + 5))).toBe(false);
    expect(excusedBy(killing, cutOff(BEGUN + 5, failure('internal_error', 502)))).toBe(true);
    expect(excusedBy(killing, cutOff(BEGUN + 5, failure('not_found', 502)))).toBe(false);
    expect(excusedBy(killing, cutOff(BEGUN + 5, { ...page, status: 502 }))).toBe(false);
    expect(excusedBy(killing, cutOff(BEGUN + 5, { status: 0, text: '' }))).toBe(false);
  });
});

it('a fault that is survived may fail what was under way where it ends processes, and nothing else', () => {
  const ending: Fault = { ...fault, killsWorkers: true, isMet: false, isSurvived: true };
  const cutOff = (answeredAt: number) => ({
    ...observation('excused', answeredAt),
    answer: failure('internal_error', 502),
  });
  const failedIn = (by: Fault, seen: Observation) => episodeOf(by, [seen], BEGUN, NOW).failed.length;
  expect(failedIn(ending, cutOff(BEGUN + 5))).toBe(0);
  expect(failedIn(ending, cutOff(BEGUN + 50))).toBe(1);
  expect(failedIn(ending, observation('excused', BEGUN + 5))).toBe(1);
  expect(failedIn({ ...ending, killsWorkers: false }, cutOff(BEGUN + 5))).toBe(1);
});

describe('memory', () => {
  const every5s = (megabytes: readonly number[]) => megabytes.map((mb, nth) => ({ at: 5 * nth, megabytes: mb }));

  it('is told by its slope, which one garbage collection doesn’t bend', () => {
    const seen = trend(every5s([10, 60, 80, 100, 101, 140, 103, 104, 105]));
    expect(seen).toMatchObject({ first: 100, last: 105 });
    expect(seen?.perMinute).toBeCloseTo(12);
    expect(seen?.growth).toBeCloseTo(5);
  });

  it('gives no trend for too few samples', () => {
    expect(trend(every5s([1, 2]))).toBeUndefined();
  });
});

describe('a soak', () => {
  const samples = (of: (nth: number) => { runnerHeap: number; functions: number | undefined }) =>
    Array.from({ length: 12 }, (_, nth) => ({ at: 10 * nth, ...of(nth) }));
  const memory = samples((nth) => ({ runnerHeap: 50 + (nth % 3), functions: nth < 4 ? 900 : 400 }));
  const calm = { right: 100, excused: 0, wrong: 0 };
  const good = episodeOf(fault, [observation('excused', NOW - 1), observation('right', NOW + 1)], BEGUN, NOW);
  const flat = { episodes: [good], calm, odd: [], memory, undisturbedFrom: 30 };

  it('passes when all was right or excused, in time, and memory stayed flat', () => {
    expect(soakReport(flat).failures).toEqual([]);
    expect(soakReport({ ...flat, memory: samples(() => ({ runnerHeap: 50, functions: undefined })) }).failures).toEqual(
      [],
    );
  });

  it.each([
    ['a wrong answer', { ...flat, episodes: [episodeOf(fault, [observation('wrong', NOW)], BEGUN, NOW)] }, 'wrong'],
    [
      'an excuse between faults',
      { ...flat, odd: [observation('excused', NOW)] },
      'between faults, first agoraRtc: 502',
    ],
    [
      'a late recovery',
      { ...flat, episodes: [episodeOf(fault, [observation('excused', NOW + 10_000)], BEGUN, NOW)] },
      'not recovered',
    ],
    [
      'a fault in which no request failed',
      { ...flat, episodes: [episodeOf(fault, [observation('right', NOW)], BEGUN, NOW)] },
      'no request failed in it',
    ],
    [
      'a clear failure where none may be',
      { ...flat, episodes: [episodeOf({ ...fault, isSurvived: true }, [observation('excused', NOW - 1)], BEGUN, NOW)] },
      '1 requests failed in it, where none should, first agoraRtc: 502',
    ],
    [
      'a runner that grew',
      { ...flat, memory: samples((nth) => ({ runnerHeap: 50 + 3 * nth, functions: 400 })) },
      'heap after collection grew by 21 MB from 62',
    ],
    [
      'functions that grew while nothing disturbed them',
      { ...flat, memory: samples((nth) => ({ runnerHeap: 50, functions: 400 + 20 * nth })) },
      'undisturbed grew',
    ],
  ])('fails for %s', (_what, result, why) => {
    expect(soakReport(result).failures.join()).toContain(why);
  });
});
