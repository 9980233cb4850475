import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { adminPrefixes } from '../../api/route.ts';
import { enabledRoutes, routes } from '../../lambda/contract.ts';
import { consoleFiles } from '../../lib/console/console-code.ts';

describe('the contract', () => {
  it('has no name and no method of a path twice', () => {
    expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length);
    expect(new Set(routes.map(({ method, path }) => `${method} ${path}`)).size).toBe(routes.length);
  });

  it('leaves CloudFront no doubt whose path it is', () => {
    const prefixes = adminPrefixes(routes);
    const isUnderAPrefix = (path: string) =>
      prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
    for (const { path, audience } of routes) expect(isUnderAPrefix(path)).toBe(audience === 'admin');
    // A behaviour takes whatever begins with a client's path.
    for (const { path } of routes.filter(({ audience }) => audience === 'client')) {
      expect(
        [...prefixes, ...consoleFiles.map((name) => `/${name}`)].filter((other) => other.startsWith(path)),
      ).toEqual([]);
    }
  });

  it.each(routes)('has an example of $name that its own schema takes', ({ example, path, query }) => {
    const url = new URL(example, 'https://stagepass.example');
    expect(url.pathname).toMatch(new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`));
    expect(v.is(query, Object.fromEntries(url.searchParams))).toBe(true);
  });

  it('says of each route that a token is got from that it vends: log and console go by it', () => {
    for (const { name, method, response, audit } of routes) {
      const answersToken = 'entries' in response && 'expiresAt' in (response.entries as object);
      // A POST may also answer with a token in an envelope.
      if (method === 'GET' || answersToken) expect(audit?.vends ?? false, name).toBe(answersToken);
    }
  });

  it('has only the routes of enabled providers, and those that need none', () => {
    const pathsWith = (...enabled: Parameters<typeof enabledRoutes>[0]) =>
      enabledRoutes(enabled, false).map(({ path }) => path);
    expect(enabledRoutes([]).map(({ path }) => path)).toContain('/admin/dry_run');
    const always = ['/openapi.json', '/admin/openapi.json', '/health'];
    expect(pathsWith()).toEqual(always);
    expect(pathsWith('agora')).toEqual([
      '/access_token',
      '/rtm_token',
      '/rtc/{channelName}/{role}/uid/{uid}',
      '/rtm/{userId}',
      ...always,
    ]);
    expect(pathsWith('interactivity')).toEqual(['/token', ...always]);
    expect(pathsWith('millicast')).toEqual(expect.arrayContaining(['/viewer_token', '/millicast/createToken']));
  });
});
