import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathMatches } from '../../../local/cloudfront/path-pattern.ts';

describe('pathMatches', () => {
  it.each([
    ['/admin/*', '/admin/tokens'],
    ['/admin/*', '/admin/'],
    ['admin/*', '/admin/a/b'],
    ['*', '/'],
    ['*.json', '/a/b.json'],
    ['/a?c', '/abc'],
    ['/a.b', '/a.b'],
    ['/admin/*', '/admin/a%2fb'],
  ])('%s takes %s', (pattern, path) => {
    expect(pathMatches(pattern, path)).toBe(true);
  });

  it.each([
    ['/admin/*', '/admin'],
    ['/admin/*', '/Admin/tokens'],
    ['/admin/*', '/x/admin/tokens'],
    ['/admin/*', '//admin/tokens'],
    ['/admin/*', '/admin%2Ftokens'],
    ['/a?c', '/ac'],
    ['/a.b', '/axb'],
  ])('%s does not take %s', (pattern, path) => {
    expect(pathMatches(pattern, path)).toBe(false);
  });

  it('sees through every other spelling of the path', () => {
    const letter = (char: string) => fc.constantFrom(char, `%${char.charCodeAt(0).toString(16)}`);
    const spelling = fc
      .tuple(fc.constantFrom('/', '/./', '/x/../', '/%2e/', '/x/y/.%2e/../'), ...[...'admin'].map(letter))
      .map((parts) => `${parts.join('')}/tokens`);
    fc.assert(
      fc.property(spelling, (path) => {
        expect(pathMatches('/admin/*', path)).toBe(true);
      }),
    );
  });

  it('ignores segments that .. removes', () => {
    expect(pathMatches('/admin/*', '/admin/../tokens')).toBe(false);
    expect(pathMatches('/admin/*', '/admin/x/..')).toBe(true);
  });
});
