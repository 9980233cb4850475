import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { SessionTokenQuery } from '../../../lambda/zoom/contract.ts';

/** Zoom's list, character by character. */
const CHARSET = new Set(
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !#$%&()+-:;<=.>?@[]^_{}|~,\\'.split(''),
);

const asked = { session: 'lobby', identity: 'ada' };

const accepts = (query: Record<string, string>) => v.is(SessionTokenQuery, query);

describe('the query of /zoom/token', () => {
  it('is for a participant, where it doesn’t say', () => {
    expect(v.parse(SessionTokenQuery, asked)).toEqual({ ...asked, role: 'participant' });
  });

  it('takes sessions of Zoom’s characters and nothing else', () => {
    const session = fc.oneof(
      fc.string({ unit: fc.constantFrom(...CHARSET), maxLength: 210 }),
      fc.string({ unit: fc.constantFrom(...'aZ *"/\'`\n\té'), maxLength: 6 }),
    );
    fc.assert(
      fc.property(session, (text) => {
        const follows = text !== '' && text === text.trim() && text.length <= 200;
        expect(accepts({ ...asked, session: text })).toBe(follows && [...text].every((each) => CHARSET.has(each)));
      }),
      { numRuns: 500 },
    );
  });

  it('takes names at their edges', () => {
    const session = [...CHARSET].filter((each) => each !== ' ').join('');
    expect(accepts({ session, identity: 'é'.repeat(36), sessionKey: 'k'.repeat(36), expireTime: '1800' })).toBe(true);
    expect(accepts({ ...asked, session: 's'.repeat(200), role: 'host' })).toBe(true);
  });

  it.each<[string, Record<string, string>]>([
    ['no session', { identity: 'ada' }],
    ['no identity', { session: 'lobby' }],
    ['a session of 201 characters', { ...asked, session: 's'.repeat(201) }],
    ['an empty identity', { ...asked, identity: '' }],
    ['the wildcard identity', { ...asked, identity: '*' }],
    ['an identity of 37 characters', { ...asked, identity: 'a'.repeat(37) }],
    ['an identity with a hidden character', { ...asked, identity: 'ada\u200b' }],
    ['a session key of 37 characters', { ...asked, sessionKey: 'k'.repeat(37) }],
    ['role 1', { ...asked, role: '1' }],
    ['less than Zoom’s shortest lifetime', { ...asked, expireTime: '1799' }],
    ['a claim', { ...asked, cloud_recording_option: '1' }],
  ])('refuses %s', (_what, query) => {
    expect(accepts(query)).toBe(false);
  });
});
