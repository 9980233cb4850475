import { describe, expect, it } from 'vitest';
import { claimAt, valuesAt } from '../../../edge-auth/bearer/claims.ts';

const claims = JSON.parse(`{
  "sub": "ada",
  "realm_access": { "roles": ["a", "b"], "": 1 },
  "a/b": { "m~n": "x" },
  "list": [{ "name": "first" }],
  "cognito:groups": ["member"],
  "/odd": 1,
  "__proto__": { "own": "yes" }
}`);

describe('a claim', () => {
  it.each<[string, unknown]>([
    ['sub', 'ada'],
    ['/sub', 'ada'],
    ['/realm_access/roles', ['a', 'b']],
    ['/realm_access/roles/1', 'b'],
    ['/realm_access/', 1],
    ['/a~1b/m~0n', 'x'],
    ['/list/0/name', 'first'],
    ['cognito:groups', ['member']],
    // Its own, not what every object inherits.
    ['/__proto__/own', 'yes'],
  ])('is found: %s', (name, value) => {
    expect(claimAt(claims, name)).toEqual(value);
  });

  it.each([
    ...['constructor', 'toString', 'nothing', '/', '/sub/length', '/sub/0', '/sub/', '/odd'],
    ...['/realm_access/roles/length', '/realm_access/roles/01', '/realm_access/roles/-1', '/realm_access/roles/2'],
    ...['/realm_access/constructor', '/realm_access/__proto__', '/realm_access/__proto__/toString', '/list/map'],
    ...['realm_access/roles', '/__proto__/toString', '/__proto__/__proto__'],
  ])('is not there: %s', (name) => {
    expect(claimAt(claims, name)).toBeUndefined();
  });
});

describe('a claim’s values', () => {
  it.each<[unknown, readonly string[] | undefined]>([
    ['a', ['a']],
    ['', ['']],
    [1.5, ['1.5']],
    [-0, ['0']],
    [false, ['false']],
    [
      ['a', 1, true],
      ['a', '1', 'true'],
    ],
    [[], undefined],
    [null, undefined],
    [{}, undefined],
    [[['a']], undefined],
    [['a', null], undefined],
    [['a', {}], undefined],
    ['\ud800', undefined],
    // Two tenants' numbers could be one after they are rounded.
    [2 ** 53, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [Array(100).fill('a'), Array(100).fill('a')],
    [Array(101).fill('a'), undefined],
  ])('of %j are %j', (claim, values) => {
    expect(valuesAt({ claim }, 'claim')).toEqual(values);
  });
});
