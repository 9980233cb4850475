import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audienceOf, isPlainPath, methodsAt, routesAt, withoutTrailingSlash } from '../../edge-auth/paths.ts';
import { anyCharacter } from '../support/any-character.ts';
import { config } from './support.ts';

const { routes } = config;

describe('isPlainPath', () => {
  it.each([
    '/',
    '/token',
    '/token/',
    '/admin/things/12',
    '/openapi.json',
    '/a-b_c~d.e',
    '/...',
    '/.well-known/x',
    '/a..b',
  ])('takes %s', (path) => expect(isPlainPath(path)).toBe(true));

  it.each([
    '',
    '*',
    'token',
    'https://example.com/token',
    '//token',
    '/token//',
    '/x//admin',
    '/.',
    '/..',
    '/x/../admin/openapi.json',
    '/./admin/openapi.json',
    '/admin/..',
    '/%61dmin/openapi.json',
    '/admin%2fopenapi.json',
    '/x/%2e%2e/admin',
    '/%2561dmin',
    '/token%',
    '/token%20',
    '\\admin',
    '/x\\..\\admin',
    '/admin;a=b/openapi.json',
    '/token?x',
    '/token#x',
    '/to ken',
    '/token\n',
    '/token\0',
    '/tökeñ',
    '/ａdmin',
    '/adm\u0131n',
    '/{thingId}',
  ])('refuses %j', (path) => expect(isPlainPath(path)).toBe(false));

  it('takes no path that a URL parser would write otherwise', () => {
    const pieces = fc.array(fc.constantFrom('/', '.', '..', '%2e', '%2F', '\\', 'admin', 'x', ';', '//', '~'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((all) => `/${all.join('')}`),
          fc.string({ unit: anyCharacter }),
        ),
        (path) => {
          if (isPlainPath(path)) expect(new URL(`https://host.example${path}`).pathname).toBe(path);
        },
      ),
    );
  });
});

describe('audienceOf', () => {
  it.each(['/admin', '/admin/', '/admin/openapi.json', '/admin/nothing', '/ADMIN', '/Admin/openapi.json'])(
    'gives %s to the admins',
    (path) => expect(audienceOf(path, routes)).toBe('admin'),
  );

  it.each(['/', '/token', '/administer', '/admin.json', '/admin-', '/x/admin', '/nothing'])(
    'leaves %s to the clients',
    (path) => expect(audienceOf(path, routes)).toBe('client'),
  );

  it('follows the stage’s routes', () => {
    expect(audienceOf('/ops/x', [{ method: 'GET', path: '/ops/{id}', audience: 'admin' }])).toBe('admin');
    expect(audienceOf('/admin/x', [{ method: 'GET', path: '/ops/{id}', audience: 'admin' }])).toBe('client');
    const both = [...routes, { method: 'GET', path: '/ops/{id}', audience: 'admin' }] as const;
    expect(['/ops/x', '/admin/x', '/token'].map((path) => audienceOf(path, [...both]))).toEqual([
      'admin',
      'admin',
      'client',
    ]);
  });
});

it.each([
  ['/', '/'],
  ['/token', '/token'],
  ['/token/', '/token'],
  ['/token//', '/token/'],
])('%s is written %s', (path, written) => {
  expect(withoutTrailingSlash(path)).toBe(written);
});

describe('methodsAt', () => {
  it.each([
    ['/token', ['GET', 'HEAD']],
    ['/admin/made', ['POST']],
    ['/admin/things/12', ['GET', 'HEAD', 'DELETE']],
    ['/', ['GET', 'HEAD']],
    ['/console.js', ['GET', 'HEAD']],
    ['/console', []],
    ['/nothing', []],
  ])('knows what %s takes: %j', (path, methods) => {
    expect(methodsAt(path, config)).toEqual(methods);
  });

  it('goes by a route before a page', () => {
    expect(methodsAt('/admin/made', { routes, pages: ['/admin/made'] })).toEqual(['POST']);
  });
});

describe('routesAt', () => {
  const found = (path: string) => routesAt(path, routes).map((route) => route.method);

  it.each(['/token', '/token/'])('finds a literal path: %s', (path) => expect(found(path)).toEqual(['GET']));
  it('finds a path with a parameter', () => expect(found('/admin/things/12')).toEqual(['GET', 'DELETE']));
  it.each(['/admin/things/list', '/admin/things/list/'])('puts a literal path before a parameter: %s', (path) =>
    expect(found(path)).toEqual(['GET']),
  );
  it.each([
    '/nothing',
    '/token//',
    '/Token',
    '/token/x',
    '/admin/things/',
    '/admin/things//',
    '/admin/things/12/x',
    '',
  ])('finds none at %j', (path) => expect(found(path)).toEqual([]));
});
