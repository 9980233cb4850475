import type { APIGatewayProxyEvent } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextOf, identityOf } from '../../../../lambda/shared/identity/authorizer-context.ts';
import { callerHeader, type Identity, readCallerHeader } from '../../../../lambda/shared/identity/caller-header.ts';

const ada: Identity = {
  caller: 'members',
  user: { name: 'ada', issuer: 'app', values: { tenant: ['acme'], room: ['a b', 'c&d'] } },
};

const text = fc.string({ unit: 'grapheme', minLength: 1 });
const anyUser: fc.Arbitrary<Identity> = fc.record({
  caller: fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/),
  user: fc.record({
    name: text,
    issuer: fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/),
    values: fc.dictionary(
      fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,31}$/).filter((name) => name !== 'user' && name !== 'issuer'),
      fc.array(text, { minLength: 1, maxLength: 4 }),
    ),
  }),
});

describe('the header that says who asks', () => {
  it('is the name alone of a caller with a password', () => {
    expect(callerHeader({ caller: 'client' })).toBe('client');
    expect(readCallerHeader('client')).toEqual({ caller: 'client' });
  });

  it('says a user and values', () => {
    expect(callerHeader(ada)).toBe('members?user=ada&issuer=app&tenant=acme&room=a%20b&room=c%26d');
  });

  it('is read as it was written, whatever a claim holds, and holds only ASCII that a header takes', () => {
    fc.assert(
      fc.property(anyUser, (identity) => {
        const header = callerHeader(identity);
        expect(header).toMatch(/^[!-~]+$/);
        expect(readCallerHeader(header)).toEqual(identity);
      }),
    );
  });

  it('differs between any two that differ, so nobody gets the authorizer’s answer to another', () => {
    fc.assert(
      fc.property(anyUser, anyUser, (one, other) => {
        const isSame =
          JSON.stringify(readCallerHeader(callerHeader(one))) === JSON.stringify(readCallerHeader(callerHeader(other)));
        expect(callerHeader(one) === callerHeader(other)).toBe(isSame);
      }),
    );
  });

  it.each([
    'members?',
    'members?user=ada',
    'members?issuer=app',
    'members?user=&issuer=app',
    'members?user=ada&user=bob&issuer=app',
    'members?user=ada&issuer=app&issuer=other',
  ])('is nobody’s as %j', (header) => {
    expect(readCallerHeader(header)).toBeUndefined();
  });
});

describe('the authorizer’s context', () => {
  const through = (context: object | undefined) =>
    identityOf({ requestContext: { authorizer: context } } as APIGatewayProxyEvent);

  it('has texts only', () => {
    expect(Object.values(contextOf(ada)).every((value) => typeof value === 'string')).toBe(true);
  });

  it('is read by functions as it was written', () => {
    fc.assert(
      fc.property(anyUser, (identity) => {
        expect(through(contextOf(identity))).toEqual(identity);
      }),
    );
    expect(through(contextOf({ caller: 'client' }))).toEqual({ caller: 'client' });
  });

  it('is a caller without rights where there is no authorizer', () => {
    expect(through(undefined)).toEqual({ caller: '' });
  });
});
