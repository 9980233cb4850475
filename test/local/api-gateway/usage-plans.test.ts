import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../local/api-gateway/gateway-error.ts';
import { type PlannedKey, readPlannedKeys, usageCounter } from '../../../local/api-gateway/usage-plans.ts';
import { deployed } from '../support/assembly.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { smallApp } from '../support/small-app.ts';

const API = 'abcdefghij/dev';

function key(given: Partial<PlannedKey> = {}): PlannedKey {
  return {
    id: 'id-of-a',
    value: 'a',
    enabled: true,
    apiStages: new Set([API, 'klmnopqrst/dev']),
    throttling: undefined,
    quota: undefined,
    ...given,
  };
}

/** A Thursday, late. */
const startsAt = Date.UTC(2026, 0, 29, 23, 59, 59);

function counter(...keys: PlannedKey[]) {
  const clock = new ManualClock();
  clock.advance(startsAt - clock.now());
  const countUse = usageCounter(keys, () => clock.now());
  /** The type of what it is refused with, or `ok`. */
  const use = (value: string | undefined = 'a', apiStage = API): string => {
    try {
      countUse(value, apiStage);
      return 'ok';
    } catch (error) {
      if (error instanceof GatewayError) return error.type;
      throw error;
    }
  };
  return { clock, use, countUse };
}

describe('an API key', () => {
  it('that a plan has for the stage is taken, and named', () => {
    const { countUse } = counter(key());
    expect(countUse('a', API)).toEqual({ id: 'id-of-a', value: 'a' });
  });

  it.each([
    ['none', undefined, key(), API],
    ['an unknown one', 'b', key(), API],
    ['a disabled one', 'a', key({ enabled: false }), API],
    ['one whose plan lacks the stage', 'a', key(), 'abcdefghij/prod'],
  ])('must be one of a plan’s: %s is not', (_what, value, planned, apiStage) => {
    const { countUse } = counter(planned);
    expect(() => countUse(value, apiStage)).toThrow(expect.objectContaining({ type: 'INVALID_API_KEY', status: 403 }));
  });
});

describe('a plan’s throttle', () => {
  it('lets through the burst, and then the rate', () => {
    const { clock, use } = counter(key({ throttling: { rate: 5, burst: 3 } }));
    expect(Array.from({ length: 4 }, () => use())).toEqual(['ok', 'ok', 'ok', 'THROTTLED']);
    clock.advance(200);
    expect([use(), use()]).toEqual(['ok', 'THROTTLED']);
    clock.advance(10_000);
    expect(Array.from({ length: 4 }, () => use())).toEqual(['ok', 'ok', 'ok', 'THROTTLED']);
  });

  it('is one over all stages of the plan, and each key’s own', () => {
    const throttling = { rate: 1, burst: 1 };
    const { use } = counter(key({ throttling }), key({ id: 'id-of-b', value: 'b', throttling }));
    expect(use('a', API)).toBe('ok');
    expect(use('a', 'klmnopqrst/dev')).toBe('THROTTLED');
    expect(use('b', API)).toBe('ok');
  });
});

describe('a plan’s quota', () => {
  it.each([
    ['DAY', 0, 'a new day (UTC)'],
    ['WEEK', 2, 'Sunday'],
    ['MONTH', 2, 'the first of February'],
  ] as const)('of a %s starts anew %i days and a second later, with %s', (period, days, _what) => {
    const { clock, use } = counter(key({ quota: { limit: 2, period } }));
    expect([use(), use(), use()]).toEqual(['ok', 'ok', 'QUOTA_EXCEEDED']);
    clock.advance(days * 86_400_000);
    expect(use()).toBe('QUOTA_EXCEEDED');
    clock.advance(1_000);
    expect([use(), use(), use()]).toEqual(['ok', 'ok', 'QUOTA_EXCEEDED']);
  });

  it('isn’t used up by requests that are throttled', () => {
    const { clock, use } = counter(key({ throttling: { rate: 1, burst: 1 }, quota: { limit: 2, period: 'MONTH' } }));
    expect([use(), use(), use()]).toEqual(['ok', 'THROTTLED', 'THROTTLED']);
    clock.advance(1_000);
    expect(use()).toBe('ok');
    clock.advance(1_000);
    expect(use()).toBe('QUOTA_EXCEEDED');
  });
});

describe('readPlannedKeys', () => {
  /** The small API with a key in a plan. */
  function read(plan: object = {}, key: object = {}) {
    const ApiStages = [{ ApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' }, Throttle: {} }];
    const api = {
      Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: 'a', ...key } },
      Plan: { Type: 'AWS::ApiGateway::UsagePlan', Properties: { ApiStages, ...plan } },
      PlanKey: {
        Type: 'AWS::ApiGateway::UsagePlanKey',
        Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
      },
    };
    return () => readPlannedKeys(deployed(smallApp({ api })));
  }

  it('reads each key with the limits of its plan', () => {
    const limits = { Throttle: { RateLimit: 5, BurstLimit: 10 }, Quota: { Limit: 100, Period: 'WEEK' } };
    expect(read(limits)()).toEqual([
      {
        id: expect.stringMatching(/^\w{10}$/),
        value: 'a',
        enabled: true,
        apiStages: new Set([expect.stringMatching(/^\w{10}\/live$/)]),
        throttling: { rate: 5, burst: 10 },
        quota: { limit: 100, period: 'WEEK' },
      },
    ]);
    expect(read()()).toMatchObject([{ throttling: undefined, quota: undefined }]);
  });

  it.each([
    ['Quota.Offset', read({ Quota: { Limit: 1, Period: 'DAY', Offset: 1 } })],
    ['ApiStages.0.Throttle', read({ ApiStages: [{ ApiId: 'a', Stage: 'b', Throttle: { '/a/GET': {} } }] })],
    ['Value', read({}, { Value: undefined })],
  ])('refuses what it can’t hold: %s', (what, reading) => {
    expect(reading).toThrow(what);
  });
});
