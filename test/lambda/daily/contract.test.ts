import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { MeetingTokenQuery } from '../../../lambda/daily/contract.ts';
import { DailyKeys } from '../../../lambda/daily/keys.ts';
import { DailyOptions } from '../../../lambda/daily/options.ts';
import { daily } from '../../../lambda/daily/provider.ts';
import { asked, keys } from './fixtures.ts';

describe('a query for a Daily meeting token', () => {
  it('asks for as little as it can where it says nothing', () => {
    expect(asked()).toEqual({ room: 'lobby', userId: 'ada', owner: 'false', send: 'room', hidden: 'false' });
  });

  it.each([
    ['room', ['', '*', 'a*', 'a/b', 'a b', 'ä', 'a\n', 'a.b', '../a', 'x'.repeat(129)]],
    ['userId', ['', '*', ' ada', 'a\u0000', 'a\u202eb', 'x'.repeat(37)]],
    ['userName', ['', ' ', 'a\nb', 'a\u202eb', 'x'.repeat(129)]],
    ['owner', ['', 'TRUE', '1', 'yes']],
    ['hidden', ['', 'TRUE', '1', 'yes']],
    ['send', ['', 'all', 'room,audio', 'none,audio', 'audio,', 'Audio', 'v', 'audio video', 'customAudio', 'true']],
  ])('refuses a %s of %j', (name, values) => {
    for (const value of values) {
      const { issues } = v.safeParse(MeetingTokenQuery, { room: 'lobby', userId: 'ada', [name]: value });
      expect(issues?.[0].message, JSON.stringify(value)).toMatch(new RegExp(`^${name} must be`));
    }
  });

  it.each(['permissions', 'p', 'o', 'canAdmin', 'nbf', 'exp', 'r'])('refuses the parameter %s', (name) => {
    expect(() => asked({ [name]: 'true' })).toThrow(`unknown parameter "${name}"`);
  });
});

describe('Daily’s keys', () => {
  it('are the API key and the domain’s id', () => {
    expect(v.is(DailyKeys, keys)).toBe(true);
  });

  it.each([
    { ...keys, domainId: 'my-domain' },
    { ...keys, domainId: `${keys.domainId}0` },
    { ...keys, domainId: '' },
    { ...keys, apiKey: '<your key>' },
    { ...keys, apiKey: '' },
  ])('are not %j', (wrong) => {
    expect(v.is(DailyKeys, wrong)).toBe(false);
  });

  it('are doubted where the one that signs is short', () => {
    const { warning } = daily.functions[0].secret.keys.apiKey;
    expect(warning('a')).toMatch(/^signs with fewer than 32 characters/);
    expect(warning(keys.apiKey)).toBeUndefined();
  });
});

describe('a caller’s rights', () => {
  const faults = (only: object, owner: boolean, hidden = false) =>
    daily.rightsFaults({ only, maximumLifetimeSeconds: undefined }, v.parse(DailyOptions, { owner, hidden }));

  it('must say whether owners are among what they send, where the stage has owners', () => {
    expect(faults({ send: ['audio'] }, true)).toEqual([
      { path: ['daily'], expected: 'owner beside send: true or false, since an owner may send everything' },
    ]);
    expect(faults({ send: ['audio'] }, false)).toEqual([]);
    expect(faults({ send: ['audio'], owner: false }, true)).toEqual([]);
    expect(faults({ send: ['audio'], owner: true }, true)).toEqual([]);
    expect(faults({ rooms: ['a'] }, true)).toEqual([]);
  });

  it('give no flag that the stage doesn’t, but may take it away', () => {
    expect(faults({ owner: true, hidden: true }, false)).toEqual([
      { path: ['daily', 'owner'], expected: 'false or nothing, since the stage doesn’t say owner: true' },
      { path: ['daily', 'hidden'], expected: 'false or nothing, since the stage doesn’t say hidden: true' },
    ]);
    expect(faults({ owner: true, hidden: true }, true)).toMatchObject([{ path: ['daily', 'hidden'] }]);
    expect(faults({ owner: true, hidden: true }, true, true)).toEqual([]);
    expect(faults({ owner: false, hidden: false }, false)).toEqual([]);
  });

  it('name no room and no user that no request can name', () => {
    const [long, longest] = ['u'.repeat(37), `*${'u'.repeat(36)}*`];
    expect(faults({ rooms: ['a.b', 'a*', '*'], userIds: ['ada', long, longest] }, false)).toEqual([
      {
        path: ['daily', 'rooms', 0],
        expected: 'a pattern that a request can match: room must be 1 to 128 letters, digits, - and _',
      },
      { path: ['daily', 'userIds', 1], expected: expect.stringContaining('userId must be 1 to 36 visible characters') },
    ]);
  });
});
