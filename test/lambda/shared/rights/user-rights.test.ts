import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Terms } from '../../../../api/terms.ts';
import type { SignedInUser } from '../../../../lambda/shared/identity/caller-header.ts';
import { type CallerRights, mayHave } from '../../../../lambda/shared/rights/rights.ts';
import { rightsOfUser, userToFillIn } from '../../../../lambda/shared/rights/user-rights.ts';

const names = { kind: 'names', called: 'room', listed: 'room patterns', expected: 'a room', description: '' } as const;
const terms = {
  rooms: { ...names, charset: /^[a-z0-9{}-]*$/ },
  users: { ...names, called: 'user', listed: 'user patterns' },
  publish: { kind: 'flag', called: 'publishing', description: '' },
} as const satisfies Terms;

const claims = { user: 'sub', tenant: 'custom:org', room: 'room_ids' };

function of(only: CallerRights<typeof terms>['only']): CallerRights<typeof terms> {
  return { routes: [], only, claims };
}

function user(values: SignedInUser['values'] = {}, name = 'ada'): SignedInUser {
  return { name, issuer: 'app', values };
}

describe('rights of a signed-in user', () => {
  it('have the claims’ values in place of braces, all values of a list, and leave the rest', () => {
    const written = of({ rooms: ['lobby', '{tenant}-*', '{tenant}-{room}'], users: ['{user}'], publish: false });
    const own = rightsOfUser(terms, written, user({ tenant: ['acme'], room: ['a', 'b'] }));
    expect(own.only).toEqual({ rooms: ['lobby', 'acme-*', 'acme-a', 'acme-b'], users: ['ada'], publish: false });
    expect(own.asWritten).toBe(written.only);
  });

  it('are those of the configuration for a caller with a password', () => {
    const rights = { routes: [], only: { rooms: ['{x'] } };
    expect(rightsOfUser(terms, rights, undefined)).toBe(rights);
  });

  it('never read a value as a pattern, nor a value’s braces as another value', () => {
    const own = rightsOfUser(terms, of({ rooms: ['{tenant}'] }), user({ tenant: ['{room}'], room: ['secret'] }));
    expect(own.only.rooms).toEqual(['{room}']);
  });

  it.each([
    ['a pattern', ['acme*']],
    ['an asterisk', ['*']],
    ['an empty text', ['']],
    ['a character that no room has', ['a/b']],
    ['one bad value among good ones', ['acme', '*']],
  ])('refuse %s, and name the claim, but not its value', (_, tenant) => {
    expect(() => rightsOfUser(terms, of({ rooms: ['{tenant}-*'] }), user({ tenant }))).toThrow(
      expect.objectContaining({
        code: 'not_allowed',
        message: expect.stringMatching(/^the token’s claim "custom:org" has/),
      }),
    );
  });

  it.each([[{}], [{ tenant: [] }]])('refuse a token without the claim: %j', (values) => {
    expect(() => rightsOfUser(terms, of({ rooms: ['x', '{tenant}-*'] }), user(values))).toThrow(
      'this caller’s rights need the token’s claim "custom:org", which is missing',
    );
  });

  it('refuse a request without a user', () => {
    expect(() => rightsOfUser(terms, of({ rooms: ['x'] }), undefined)).toThrow('need the token of a signed-in user');
  });

  it('refuse more combinations than a request may take time for', () => {
    const many = Array.from({ length: 40 }, (_, at) => `v${at}`);
    expect(() => rightsOfUser(terms, of({ rooms: ['{room}-{tenant}'] }), user({ room: many, tenant: many }))).toThrow(
      'the token’s claims give more than 1000 room patterns',
    );
  });

  it('say what the configuration says to one who asks for more, and nothing of the token', () => {
    const own = rightsOfUser(terms, of({ rooms: ['{tenant}-*'] }), user({ tenant: ['acme'] }));
    expect(mayHave(terms, own, { rooms: 'acme-1', users: undefined, publish: false, lifetimeSeconds: 1 })).toBe(true);
    expect(mayHave(terms, own, { rooms: 'other-1', users: undefined, publish: false, lifetimeSeconds: 1 })).toBe(false);
  });

  it('open exactly what the literal value opens', () => {
    const literal = fc.stringMatching(/^[a-z0-9{}-]{1,12}$/);
    fc.assert(
      fc.property(literal, literal, (tenant, room) => {
        const own = rightsOfUser(terms, of({ rooms: ['{tenant}'] }), user({ tenant: [tenant] }));
        const asked = { rooms: room, users: undefined, publish: false, lifetimeSeconds: 1 };
        expect(mayHave(terms, own, asked)).toBe(room === tenant);
      }),
    );
  });
});

describe('a request that names no user', () => {
  const route = { term: 'users', field: 'identity', or: ['uid'] };
  const rights = (...users: string[]) => of({ users });

  it('is for the one that the rights leave', () => {
    expect(userToFillIn(route, rights('ada'), { room: 'x' })).toEqual({ identity: 'ada' });
    expect(userToFillIn(route, rights('ada'), { identity: null })).toEqual({ identity: 'ada' });
    expect(userToFillIn(route, rights('ada', 'ada'), {})).toEqual({ identity: 'ada' });
  });

  it.each([[{ identity: 'bob' }], [{ uid: '7' }], [{ identity: '' }]])(
    'stays as it is where it names one: %j',
    (given) => {
      expect(userToFillIn(route, rights('ada'), given)).toEqual({});
    },
  );

  it('is one with an empty text, where that is the same as none', () => {
    const names = { term: 'users', field: 'participant_identity', or: ['participantIdentity'], emptyIsNone: true };
    expect(userToFillIn(names, rights('ada'), { participant_identity: '' })).toEqual({ participant_identity: 'ada' });
    // Both fields together would be refused.
    expect(userToFillIn(names, rights('ada'), { participantIdentity: '' })).toEqual({ participantIdentity: 'ada' });
    expect(userToFillIn(names, rights('ada'), { participantIdentity: 'bob' })).toEqual({});
  });

  it('stays as it is where the rights leave several, all or none, or its tokens name no user', () => {
    expect(userToFillIn(route, rights('ada', 'bob'), {})).toEqual({});
    expect(userToFillIn(route, rights('ada-*'), {})).toEqual({});
    expect(userToFillIn(route, of({}), {})).toEqual({});
    expect(userToFillIn(undefined, rights('ada'), {})).toEqual({});
  });
});
