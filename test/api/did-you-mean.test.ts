import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closestName } from '../../api/did-you-mean.ts';
import { anyCharacter } from '../support/any-character.ts';

const KNOWN = ['channelName', 'uid', 'account', 'role', 'expireTime', 'version'];

describe('meant', () => {
  it.each([
    ['channel', 'channelName'],
    ['channelname', 'channelName'],
    ['chanelName', 'channelName'],
    ['channelNmae', 'channelName'],
    ['channelNames', 'channelName'],
    ['EXPIRETIME', 'expireTime'],
    ['expire', 'expireTime'],
    ['uuid', 'uid'],
    ['ver', 'version'],
    ['role_name', 'role'],
    ['accountId', 'account'],
  ])('by %s is %s', (unknown, name) => expect(closestName(unknown, KNOWN)).toBe(name));

  it.each(['', 'c', 'ch', 'id', 'user', 'ttl', 'seconds', 'channelld', '__proto__', 'constructor'])(
    'by %j is none',
    (unknown) => expect(closestName(unknown, KNOWN)).toBeUndefined(),
  );

  it('is one of those that are known, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 60 }), (unknown) => {
        expect([...KNOWN, undefined]).toContain(closestName(unknown, KNOWN));
        expect(closestName(unknown, [])).toBeUndefined();
      }),
    );
  });
});
