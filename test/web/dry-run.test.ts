import { describe, expect, it } from 'vitest';
import { ClaimsError, claimsOfForm } from '../../lambda/dry-run/console/claims-of-form.ts';
import { providerRows, userRows } from '../../lambda/dry-run/console/rows.ts';

describe('the claims of the form', () => {
  it.each([
    ['{"sub":"ada","groups":["a","b"]}', { sub: 'ada', groups: ['a', 'b'] }],
    [' {\n "profile": { "id": 7 }\n}\n', { profile: { id: 7 } }],
    ['sub: ada\n\ncustom:org: acme  ', { sub: 'ada', 'custom:org': 'acme' }],
    ['groups: a\ngroups: b\r\nsub=ada', { groups: ['a', 'b'], sub: 'ada' }],
    ['https://example.com/tenant: acme: one', { 'https://example.com/tenant': 'acme: one' }],
    ['cognito:groups = a=b', { 'cognito:groups': 'a=b' }],
    ['nickname:', { nickname: '' }],
    ['', {}],
  ])('are read from JSON or from lines: %j', (text, claims) => {
    expect(claimsOfForm(text)).toEqual(claims);
  });

  it.each([
    ['{"sub":"s3cret"', 'These claims start like JSON, but aren’t a JSON object.'],
    ['sub: ada\ns3cret', 'Line 2 is no claim. Write a name, a colon, a space and a value: sub: ada'],
    ['[1]', 'Line 1 is no claim. Write a name, a colon, a space and a value: sub: ada'],
  ])('are refused without being repeated: %j', (text, message) => {
    expect(() => claimsOfForm(text)).toThrow(new ClaimsError(message));
  });
});

describe('the rows of an answer', () => {
  it('say who the user is', () => {
    const values = { tenant: ['acme'], room: ['a', 'b'], none: [] };
    expect(userRows({ caller: 'members', issuer: 'app', user: 'ada', values, providers: {} })).toEqual([
      ['Caller', 'members'],
      ['Issuer', 'app'],
      ['{user}', 'ada'],
      ['{tenant}', 'acme'],
      ['{room}', 'a, b'],
      ['{none}', 'none'],
    ]);
    expect(userRows({ refusal: 'no caller fits', providers: {} })).toEqual([]);
  });

  it('say what the user may, and why not', () => {
    const routes = ['GET /a', 'POST /a'];
    const limits = { rooms: ['acme-*'], publish: false, record: true, participants: 5 };
    expect(providerRows({ routes, limits, projects: ['eu'], maximumLifetimeSeconds: 600 })).toEqual([
      ['Routes', 'GET /a, POST /a'],
      ['rooms', 'acme-*'],
      ['publish', 'no'],
      ['record', 'yes'],
      ['participants', '5 at most'],
      ['projects', 'eu'],
      ['Longest lifetime', '600 s'],
    ]);
    expect(providerRows({ routes, refusal: 'a claim is missing' })).toEqual([
      ['Routes', 'GET /a, POST /a'],
      ['Refused', 'a claim is missing'],
    ]);
  });
});
