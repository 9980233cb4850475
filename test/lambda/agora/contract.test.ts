import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { AccessTokenQuery, RtmTokenQuery } from '../../../lambda/agora/contract.ts';
import { anyCharacter } from '../../support/any-character.ts';

/** Agora's list, character by character, so that the schema's regular expression has a second opinion. */
const CHARSET = new Set(
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !#$%&()+-:;<=.>?@[]^_{}|~,'.split(''),
);

function isAgoraName(text: string, maxBytes: number): boolean {
  return text.trim() !== '' && Buffer.byteLength(text) <= maxBytes && [...text].every((char) => CHARSET.has(char));
}

function isWholeNumber(text: string, min: bigint, max?: bigint): boolean {
  if (text === '' || [...text].some((char) => !'0123456789'.includes(char))) return false;
  if (text.length > 1 && text.startsWith('0')) return false;
  return BigInt(text) >= min && (max === undefined || BigInt(text) <= max);
}

/** What people and programs send: near misses first, then anything. */
const hostile = fc.oneof(
  fc.constantFrom('', ' ', '*', '0', '-0', '+1', '1.0', '1e3', '0x10', 'NaN', 'Infinity', 'null', '４２', '\0', '1\n'),
  fc.constantFrom('4294967295', '4294967296', 'publisher', 'Publisher', 'subscriber', '006', '007', '7', 'test'),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.string({ unit: fc.constantFrom(...CHARSET), maxLength: 300 }),
  fc.string({ unit: anyCharacter, maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
);

function accepts(schema: v.GenericSchema, query: Readonly<Record<string, string | undefined>>): boolean {
  return v.safeParse(schema, query).success;
}

/** The rule each parameter of the contract has, said another way than the schema says it. */
const rules: Record<string, (text: string) => boolean> = {
  channelName: (text) => isAgoraName(text, 63),
  uid: (text) => isWholeNumber(text, 0n, 2n ** 32n - 1n),
  account: (text) => isAgoraName(text, 255),
  role: (text) => text === 'publisher' || text === 'subscriber',
  expireTime: (text) => isWholeNumber(text, 1n),
  version: (text) => text === '006' || text === '007',
};

describe('the query of /access_token', () => {
  it.each(Object.entries(rules))('takes a %s by the rule and nothing else', (name, follows) => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(accepts(AccessTokenQuery, { channelName: 'test', [name]: text })).toBe(follows(text));
      }),
      { numRuns: 500 },
    );
  });

  it('takes no combination in which one parameter breaks its rule', () => {
    const query = fc.record(Object.fromEntries(Object.keys(rules).map((name) => [name, hostile])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(query, (given) => {
        const allFollow = Object.entries(given).every(([name, text]) => rules[name]?.(text ?? ''));
        const userGivenOnce = given.uid === undefined || given.account === undefined;
        const expected = given.channelName !== undefined && allFollow && userGivenOnce;
        expect(accepts(AccessTokenQuery, given)).toBe(expected);
      }),
    );
  });

  it('takes no parameter the contract doesn’t name', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, text) => {
        fc.pre(!Object.hasOwn(rules, name));
        const query = Object.fromEntries([
          ['channelName', 'test'],
          [name, text],
        ]);
        expect(accepts(AccessTokenQuery, query)).toBe(false);
      }),
    );
  });

  it('reads numbers as numbers and gives the default role', () => {
    expect(v.parse(AccessTokenQuery, { channelName: 'test', uid: '4294967295', expireTime: '600' })).toEqual({
      channelName: 'test',
      uid: 4_294_967_295,
      role: 'subscriber',
      expireTime: 600,
    });
  });

  it('takes what the rules allow at their edges', () => {
    const accepted = [
      { channelName: 'c'.repeat(63) },
      { channelName: [...CHARSET].slice(0, 63).join('') },
      { channelName: [...CHARSET].slice(63).join('') },
      { channelName: ' padded ' },
      { channelName: 'test', account: 'a'.repeat(255) },
      { channelName: 'test', uid: '0' },
      { channelName: 'test', expireTime: '1' },
      { channelName: 'test', expireTime: '9'.repeat(400) },
    ];
    for (const query of accepted) expect(accepts(AccessTokenQuery, query)).toBe(true);
  });
});

describe('the query of /rtm_token', () => {
  it('takes a userId by the rule and nothing else', () => {
    fc.assert(
      fc.property(hostile, (userId) => {
        expect(accepts(RtmTokenQuery, { userId })).toBe(isAgoraName(userId, 64));
      }),
      { numRuns: 500 },
    );
  });
});
