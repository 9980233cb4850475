import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRoute } from '../../../local/api-gateway/router.ts';

const methods = [
  { httpMethod: 'GET', resourcePath: '/' },
  { httpMethod: 'GET', resourcePath: '/things' },
  { httpMethod: 'GET', resourcePath: '/things/{thing}' },
  { httpMethod: 'GET', resourcePath: '/things/list' },
  { httpMethod: 'ANY', resourcePath: '/things/list' },
  { httpMethod: 'PUT', resourcePath: '/things/{thing}/parts/{part}' },
  { httpMethod: 'GET', resourcePath: '/files/{path+}' },
  { httpMethod: 'GET', resourcePath: '/files/{file}' },
];

function found(httpMethod: string, path: string) {
  const match = findRoute(methods, httpMethod, path);
  return match && [`${match.method.httpMethod} ${match.method.resourcePath}`, match.pathParameters];
}

describe('findRoute', () => {
  it.each([
    ['GET', '/', 'GET /', {}],
    ['GET', '/things', 'GET /things', {}],
    ['GET', '/things/', 'GET /things', {}],
    ['GET', '/things/7', 'GET /things/{thing}', { thing: '7' }],
    ['GET', '/things/a%2Fb%20c', 'GET /things/{thing}', { thing: 'a/b c' }],
    ['GET', '/things/%', 'GET /things/{thing}', { thing: '%' }],
    ['GET', '/things/list', 'GET /things/list', {}],
    ['POST', '/things/list', 'ANY /things/list', {}],
    ['PUT', '/things/7/parts/x', 'PUT /things/{thing}/parts/{part}', { thing: '7', part: 'x' }],
    ['GET', '/files/a', 'GET /files/{file}', { file: 'a' }],
    ['GET', '/files/a/b/c', 'GET /files/{path+}', { path: 'a/b/c' }],
  ])('%s %s is for %s', (httpMethod, path, route, pathParameters) => {
    expect(found(httpMethod, path)).toEqual([route, pathParameters]);
  });

  it.each([
    ['POST', '/things'],
    ['GET', '/Things'],
    ['GET', '//things'],
    ['GET', '/things//parts'],
    ['GET', '/nothing'],
    ['GET', '/things/7/parts'],
    ['GET', '/files'],
    ['PUT', '/things//parts/x'],
  ])('%s %s is for none', (httpMethod, path) => {
    expect(found(httpMethod, path)).toBeUndefined();
  });

  it('takes every way of writing a path for the same path', () => {
    const letter = (char: string) => fc.constantFrom(char, `%${char.charCodeAt(0).toString(16)}`);
    const spelling = fc
      .tuple(fc.constantFrom('/', '/./', '/x/../', '/%2e/', '/x/%2e%2e/'), ...[...'things'].map(letter))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(spelling, (path) => {
        expect(found('GET', path)).toEqual(['GET /things', {}]);
      }),
    );
  });
});
