import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { GuardConfig } from '../../edge-auth/config.ts';
import { enabledRoutes } from '../../lambda/contract.ts';
import { providers } from '../../lambda/providers.ts';
import { config } from './support.ts';

const caller = { audience: 'client', secretId: 'x' };

describe('GuardConfig', () => {
  it('survives the way through guard.json', () => {
    expect(v.parse(GuardConfig, JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  it('takes the contract’s routes', () => {
    const routes = enabledRoutes(providers.map(({ id }) => id)).map(({ method, path, audience }) => ({
      method,
      path,
      audience,
    }));
    expect(v.is(GuardConfig, { ...config, routes })).toBe(true);
  });

  it.each<[string, object]>([
    ['a realm that ends its quoted string', { realm: 'a", charset="x' }],
    ['a realm that ends its header', { realm: 'a\r\nSet-Cookie: b' }],
    ['a caller’s name with a colon, which Basic can’t carry', { callers: { 'a:b': caller } }],
    ['a caller’s name that ends a header', { callers: { 'a\nb': caller } }],
    ['an audience there is not', { callers: { client: { ...caller, audience: 'root' } } }],
    ['a caller without a secret', { callers: { client: { ...caller, secretId: '' } } }],
    ['a wildcard origin', { allowedOrigins: ['*'] }],
    ['a wildcard in an origin', { allowedOrigins: ['https://*.example.com'] }],
    ['the null origin', { allowedOrigins: ['null'] }],
    ['an origin with a path', { allowedOrigins: ['https://app.example.com/'] }],
    ['text before an origin', { allowedOrigins: ['x https://app.example.com'] }],
    ['an origin no browser writes', { allowedOrigins: ['https://APP.example.com'] }],
    ['a path without its slash', { routes: [{ method: 'GET', path: 'token', audience: 'client' }] }],
    ['a path that is no text', { pages: [5] }],
    ['no whole number of seconds', { graceSeconds: 0.5 }],
    ['a negative time', { credentialsTtlSeconds: -1 }],
    ['a time without end', { credentialsStaleSeconds: Number.POSITIVE_INFINITY }],
    ['a field that is not known', { password: 'x' }],
  ])('refuses %s', (_, override) => {
    expect(v.is(GuardConfig, { ...config, ...override })).toBe(false);
  });

  it.each<[object, string]>([
    [{ realm: '"' }, 'the realm is printable ASCII without " and \\'],
    [{ callers: { 'a:b': caller } }, 'a caller’s name has letters, digits and . _ - only'],
    [{ allowedOrigins: ['*'] }, 'an origin is scheme://host or scheme://host:port'],
    [{ pages: ['console.js'] }, 'a route’s path starts with /'],
  ])('says what is wrong with %j', (override, message) => {
    const { issues } = v.safeParse(GuardConfig, { ...config, ...override });
    expect(issues?.map((issue) => issue.message)).toEqual([message]);
  });
});
