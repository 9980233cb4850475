import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meaningChanges, meaningOf, settingsOf } from '../../../commands/doctor/settings.ts';

describe('settings', () => {
  it('are one value a path', () => {
    expect(settingsOf({ a: { b: 1, c: {} }, list: [{ x: 1 }], 'custom.org': 'x', none: undefined })).toEqual({
      'a.b': 1,
      'a.c': {},
      list: [{ x: 1 }],
      '["custom.org"]': 'x',
    });
  });

  it('are the same only for the same configuration', () => {
    const data = fc.dictionary(fc.constantFrom('a', 'b', 'a.b'), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(data, data, (one, other) => {
        const isSame = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        expect(JSON.stringify(sorted(settingsOf(one))) === JSON.stringify(sorted(settingsOf(other)))).toBe(isSame);
      }),
    );
  });
});

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

const written = { providers: { agora: {} }, callers: { client: { audience: 'client' } } };
const whole = {
  providers: { agora: { tokenVersion: '007', lifetime: { default: 600 } } },
  callers: { client: { audience: 'client', disabled: false } },
  throttling: { rate: 100, burst: 200 },
};

describe('changes of the meaning', () => {
  const before = meaningOf(written, whole);

  it('are none where nothing changed', () => {
    expect(meaningChanges(before, meaningOf(written, structuredClone(whole)))).toEqual({ defaults: [], own: [] });
  });

  it('are defaults that a new version has, changed, gone and new', () => {
    const now = meaningOf(written, {
      ...whole,
      providers: { agora: { tokenVersion: '008' } },
      throttling: { rate: 50, burst: 200, perUser: 1 },
    });
    expect(meaningChanges(before, now)).toEqual({
      own: [],
      defaults: [
        { path: 'providers.agora.lifetime.default', before: 600 },
        { path: 'providers.agora.tokenVersion', before: '007', after: '008' },
        { path: 'throttling.perUser', after: 1 },
        { path: 'throttling.rate', before: 100, after: 50 },
      ],
    });
  });

  it('are the team’s own, with the defaults that they bring and take away', () => {
    const now = meaningOf(
      { ...written, providers: { livekit: { url: 'wss://x' } }, throttling: { rate: 7 } },
      {
        ...whole,
        providers: { livekit: { url: 'wss://x', grants: { publish: true } } },
        throttling: { rate: 7, burst: 200 },
      },
    );
    expect(meaningChanges(before, now)).toEqual({
      defaults: [],
      own: [
        { path: 'providers.agora', before: {} },
        { path: 'providers.livekit.url', after: 'wss://x' },
        { path: 'throttling.rate', after: 7 },
      ],
    });
  });

  it('are told beside the team’s own in the same section', () => {
    const now = meaningOf({ ...written, throttling: { rate: 7 } }, { ...whole, throttling: { rate: 7, burst: 300 } });
    expect(meaningChanges(before, now).defaults).toEqual([{ path: 'throttling.burst', before: 200, after: 300 }]);
  });

  it('of a provider without options that gets one, and loses it, are those of the option', () => {
    const [none, one] = [{ agora: {} }, { agora: { tokenVersion: '007' } }].map((value) => meaningOf(value, value));
    if (none === undefined || one === undefined) throw new Error('unreached');
    expect(meaningChanges(none, one).own).toEqual([{ path: 'agora.tokenVersion', after: '007' }]);
    expect(meaningChanges(one, none).own).toEqual([{ path: 'agora.tokenVersion', before: '007' }]);
    expect(meaningChanges(none, meaningOf({}, {})).own).toEqual([{ path: 'agora', before: {} }]);
  });

  it('take a written value that is read as a list for what is written', () => {
    const asList = { where: { group: ['staff'] } };
    expect(meaningOf({ where: { group: 'staff' } }, asList).defaults).toEqual({});
  });
});
