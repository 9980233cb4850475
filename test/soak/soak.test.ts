import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorStatus } from '../../api/errors.ts';
import type { Fault } from '../../soak/faults.ts';
import { soakReport } from '../../soak/report.ts';
import { judge, requests, type SoakRequest, type Verdict } from '../../soak/requests.ts';
import { episodeOf, type Observation } from '../../soak/soak.ts';

const NOW = Date.UTC(2026, 0, 1);

const asked = (name: string) => requests.find((request) => request.name === name) as SoakRequest;

const token = (expiresAt = NOW + 60_000) => ({
  status: 200,
  text: JSON.stringify({ token: 'x'.repeat(100), expiresAt: new Date(expiresAt).toISOString() }),
});

const failure = (code: ErrorCode, status: number = errorStatus[code]) => ({
  status,
  text: JSON.stringify({ error: 'why', code, requestId: 'r' }),
});

describe('an answer is judged', () => {
  it.each([
    ['a token', 'Agora token', token(), 'right'],
    ['a token that has ended', 'Agora token', token(NOW - 1), 'wrong'],
    ['200 with nothing in it', 'Agora token', { status: 200, text: '{}' }, 'wrong'],
    ['a token for a wrong password', 'wrong password', token(), 'wrong'],
    ['a token for nobody', 'no credentials', token(), 'wrong'],
    ['the refusal that was due', 'wrong password', failure('unauthorized'), 'right'],
    ['a refusal of what is right', 'Agora token', failure('unauthorized'), 'wrong'],
    ['what is not there, for what is', 'Interactivity token', failure('not_found'), 'wrong'],
    ['a provider’s failure', 'Interactivity token', failure('provider_timeout'), 'excused'],
    ['a code under another’s status', 'Interactivity token', failure('provider_timeout', 502), 'wrong'],
    ['a provider’s own words', 'Interactivity token', { status: 502, text: '<html>' }, 'wrong'],
    ['no answer at all', 'Agora token', { status: 0, text: '' }, 'wrong'],
  ] as const)('%s', (_what, name, answer, verdict) => {
    expect(judge(asked(name), answer, NOW)).toBe(verdict);
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
  request: asked('Agora token'),
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

  it('excuses any 5xx to what was under way, and only to that', () => {
    expect(episodeOf(killing, [observation('wrong', BEGUN + 5)], BEGUN, NOW).counts.excused).toBe(1);
    expect(episodeOf(killing, [observation('wrong', BEGUN + 50)], BEGUN, NOW).counts.wrong).toBe(1);
    expect(episodeOf(fault, [observation('wrong', BEGUN + 5)], BEGUN, NOW).counts.wrong).toBe(1);
  });
});

describe('a soak', () => {
  const flat = [
    { runnerHeap: 50, largestFunction: 80 },
    { runnerHeap: 52, largestFunction: undefined },
  ];
  const calm = { right: 100, excused: 0, wrong: 0 };
  const good = episodeOf(fault, [observation('excused', NOW - 1), observation('right', NOW + 1)], BEGUN, NOW);

  it('passes when all was right or excused, in time, and memory stayed flat', () => {
    expect(soakReport({ episodes: [good], calm, memory: flat }).failures).toEqual([]);
  });

  it.each([
    [
      'a wrong answer',
      { episodes: [episodeOf(fault, [observation('wrong', NOW)], BEGUN, NOW)], calm, memory: flat },
      'wrong',
    ],
    ['an excuse between faults', { episodes: [good], calm: { ...calm, excused: 1 }, memory: flat }, 'between faults'],
    [
      'a late recovery',
      { episodes: [episodeOf(fault, [observation('excused', NOW + 10_000)], BEGUN, NOW)], calm, memory: flat },
      'not recovered',
    ],
    [
      'a fault that nobody met',
      { episodes: [episodeOf(fault, [observation('right', NOW)], BEGUN, NOW)], calm, memory: flat },
      'nobody met it',
    ],
    [
      'memory that grew',
      { episodes: [good], calm, memory: [...flat, { runnerHeap: 90, largestFunction: 80 }] },
      'grew from 50 to 90 MB',
    ],
  ])('fails for %s', (_what, result, why) => {
    expect(soakReport(result).failures.join()).toContain(why);
  });
});
