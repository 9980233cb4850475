import { describe, expect, it } from 'vitest';
import {
  DenyListError,
  deniedUsersText,
  inForce,
  isDenied,
  MAX_LIST_BYTES,
  NOBODY_DENIED,
  readDeniedUsers,
  withBlock,
  withoutBlock,
} from '../../../../lambda/shared/denied-users/denied-users.ts';

const NOW = Date.UTC(2030, 0, 1);
const SECOND = NOW / 1000;
const ada = { caller: 'members', user: 'ada' };

describe('a deny list', () => {
  it('is the same after it was written and read, whatever the users are called', () => {
    const names = [
      'ada',
      '__proto__',
      'constructor',
      'toString',
      '42',
      'Zoë',
      'a "b" \\ c',
      '{}',
      '\u0000',
      'x'.repeat(500),
    ];
    const denied = names.reduce(
      (all, user, at) => withBlock(all, { caller: 'members', user }, at % 2 === 0 ? undefined : SECOND + at),
      NOBODY_DENIED,
    );
    const read = readDeniedUsers(deniedUsersText(denied, NOW));
    expect(new Map(read?.get('members'))).toEqual(new Map(denied.get('members')));
    for (const user of names) expect(isDenied(read ?? NOBODY_DENIED, { caller: 'members', user }, NOW)).toBe(true);
    for (const user of ['hasOwnProperty', 'ADA', 'ada ', '']) {
      expect(isDenied(read ?? NOBODY_DENIED, { caller: 'members', user }, NOW)).toBe(false);
    }
  });

  it('is of callers: another caller’s user of the same name is another user', () => {
    const denied = withBlock(NOBODY_DENIED, ada);
    expect(isDenied(denied, { ...ada, caller: 'staff' }, NOW)).toBe(false);
    expect(isDenied(denied, { ...ada, caller: '__proto__' }, NOW)).toBe(false);
  });

  it('denies up to the end of a block, and drops it then', () => {
    const denied = withBlock(withBlock(NOBODY_DENIED, ada, SECOND + 10), { caller: 'staff', user: 'bob' });
    expect(isDenied(denied, ada, NOW + 9_999)).toBe(true);
    expect(isDenied(denied, ada, NOW + 10_000)).toBe(false);
    expect(deniedUsersText(denied, NOW)).toBe(`{"members":{"ada":{"until":${SECOND + 10}}},"staff":{"bob":{}}}`);
    expect(deniedUsersText(denied, NOW + 10_000)).toBe('{"staff":{"bob":{}}}');
    expect([...inForce(denied, NOW + 10_000).keys()]).toEqual(['staff']);
  });

  it('takes a block away, and leaves the list that it was made of as it was', () => {
    const denied = withBlock(NOBODY_DENIED, ada);
    expect(deniedUsersText(withoutBlock(denied, ada), NOW)).toBe('{}');
    expect(deniedUsersText(withoutBlock(NOBODY_DENIED, ada), NOW)).toBe('{}');
    expect(isDenied(denied, ada, NOW)).toBe(true);
  });

  it('is full where a secret has no more room, counted in bytes', () => {
    const one = (user: string) => withBlock(NOBODY_DENIED, { caller: 'members', user });
    const room = MAX_LIST_BYTES - deniedUsersText(one(''), NOW).length;
    const fits = 'é'.repeat(Math.floor(room / 2)) + 'x'.repeat(room % 2);
    expect(Buffer.byteLength(deniedUsersText(one(fits), NOW))).toBe(MAX_LIST_BYTES);
    expect(() => deniedUsersText(one(`${fits}x`), NOW)).toThrow(DenyListError);
    expect(() => deniedUsersText(one(`${fits}x`), NOW)).toThrow(/the deny list is full/);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"members":'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a list of users', '{"members":["ada"]}'],
    ['a user without a block', '{"members":{"ada":null}}'],
    ['true in place of a block', '{"members":{"ada":true}}'],
    ['a user without a name', '{"members":{"":{}}}'],
    ['a misspelt end', '{"members":{"ada":{"untill":1}}}'],
    ['a field of every object', '{"members":{"ada":{"__proto__":1}}}'],
    ['an end and something else', '{"members":{"ada":{"until":1,"why":"x"}}}'],
    ['an end as text', '{"members":{"ada":{"until":"1"}}}'],
    ['an end that is no whole second', '{"members":{"ada":{"until":1.5}}}'],
    ['an end before 1970', '{"members":{"ada":{"until":-1}}}'],
    ['an end in milliseconds of a far year', '{"members":{"ada":{"until":8640000000001}}}'],
    ['no end at all', '{"members":{"ada":{"until":null}}}'],
  ])('is not known from %s', (_, text) => {
    expect(readDeniedUsers(text)).toBeUndefined();
  });
});
