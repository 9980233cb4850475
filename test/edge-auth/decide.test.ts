import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BasicCredentials } from '../../edge-auth/basic-credentials.ts';
import { decide } from '../../edge-auth/decide.ts';
import type { AcceptedPasswords } from '../../edge-auth/password-digest.ts';
import type { ViewerRequest } from '../../edge-auth/viewer-request.ts';
import { digestOf } from '../../lambda/shared/secrets/digest.ts';
import { anyCharacter } from '../support/any-character.ts';
import { config, ORIGIN } from './support.ts';

function request(overrides: Partial<ViewerRequest> = {}): ViewerRequest {
  return {
    requestId: 'request-1',
    method: 'GET',
    path: '/token',
    host: 'd111111abcdef8.cloudfront.net',
    authorization: [],
    origin: undefined,
    preflightMethod: undefined,
    fetchSite: undefined,
    isVisit: false,
    ...overrides,
  };
}

const accepted: AcceptedPasswords = [digestOf('right')];
const client: BasicCredentials = { username: 'client', password: 'right' };
const admin: BasicCredentials = { username: 'admin', password: 'right' };

function decided(asked: Partial<ViewerRequest>, credentials: BasicCredentials | undefined = client) {
  return decide(request(asked), credentials, accepted, config);
}

describe('a preflight', () => {
  const preflight = { method: 'OPTIONS', origin: ORIGIN, preflightMethod: 'GET' };

  it.each(['/token', '/admin/openapi.json', '/nothing', '/x/../admin'])(
    'of %s is answered without credentials',
    (path) => {
      expect(decide(request({ ...preflight, path }), undefined, [], config)).toEqual({ kind: 'preflight' });
    },
  );

  it('is answered whatever is known of passwords', () => {
    expect(decide(request(preflight), client, 'unavailable', config)).toEqual({ kind: 'preflight' });
  });

  it.each<[string, Partial<ViewerRequest>]>([
    ['an OPTIONS without Origin', { ...preflight, origin: undefined }],
    ['an OPTIONS without Access-Control-Request-Method', { ...preflight, preflightMethod: undefined }],
    ['a GET with both', { ...preflight, method: 'GET' }],
    ['a method in small letters', { ...preflight, method: 'options' }],
  ])('is not %s', (_, asked) => {
    expect(decide(request(asked), undefined, [], config)).toEqual({ kind: 'challenge' });
  });
});

describe('credentials', () => {
  it.each<[string, BasicCredentials | undefined, AcceptedPasswords]>([
    ['none', undefined, []],
    ['none, though passwords are there', undefined, [digestOf('')]],
    ['a wrong password', { username: 'client', password: 'wrong' }, accepted],
    ['no password', { username: 'client', password: '' }, accepted],
    ['a caller whose secret holds none', client, []],
    ['a name that is no caller', { username: 'nobody', password: 'right' }, accepted],
    ['the name of what every object has', { username: 'constructor', password: 'right' }, accepted],
    ['a prototype’s name', { username: '__proto__', password: 'right' }, accepted],
    ['another case', { username: 'Client', password: 'right' }, accepted],
  ])('are challenged: %s', (_, credentials, passwords) => {
    expect(decide(request(), credentials, passwords, config)).toEqual({ kind: 'challenge' });
  });

  it.each(['current', 'previous'])('are right with the %s password', (password) => {
    const both: AcceptedPasswords = [digestOf('current'), digestOf('previous')];
    const allow = { kind: 'allow', caller: 'client' };
    expect(decide(request(), { username: 'client', password }, both, config)).toEqual(allow);
  });

  it('cannot be checked when passwords can’t be read', () => {
    expect(decide(request({ path: '/x/../admin' }), client, 'unavailable', config)).toEqual({ kind: 'unavailable' });
  });

  it('come first: without them nothing is told of paths and methods', () => {
    for (const path of ['/admin/openapi.json', '/%61dmin', '/nothing']) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        expect(decide(request({ path, method }), undefined, [], config)).toEqual({ kind: 'challenge' });
      }
    }
  });
});

describe('audience', () => {
  it('keeps a client from an admin’s routes', () => {
    for (const path of ['/admin', '/admin/', '/admin/openapi.json', '/admin/nothing', '/ADMIN/openapi.json']) {
      expect(decided({ path })).toEqual({ kind: 'forbidden' });
    }
  });

  it('lets an admin use both', () => {
    for (const path of ['/token', '/admin/openapi.json', '/admin/things/12']) {
      expect(decided({ path }, admin)).toEqual({ kind: 'allow', caller: 'admin' });
    }
  });

  it('is told before the method', () => {
    expect(decided({ path: '/admin/openapi.json', method: 'POST' })).toEqual({ kind: 'forbidden' });
  });

  it('refuses a path with more than one reading, from admins too', () => {
    for (const path of ['/%74oken', '/x/../token', '//token', '/token/..', '\\token', '*']) {
      expect(decided({ path }, admin)).toEqual({ kind: 'invalidPath' });
    }
  });

  it('is not fooled by any spelling of an admin’s path', () => {
    fc.assert(
      fc.property(spelling, fc.constantFrom('GET', 'DELETE', 'HEAD'), (path, method) => {
        expect(meansAdmin(path)).toBe(true);
        expect(decided({ path, method }).kind).toMatch(/^(?:forbidden|invalidPath)$/);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lets a client through to nothing that could mean an admin’s path', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      '%',
      '25',
      'admin',
      'AdMin',
      '%61dmin',
      'x',
      ';',
    );
    const path = fc.oneof(
      fc.array(piece, { maxLength: 10 }).map((pieces) => `/${pieces.join('')}`),
      fc.string({ unit: anyCharacter, maxLength: 20 }),
    );
    fc.assert(
      fc.property(path, (sent) => {
        if (meansAdmin(sent)) expect(decided({ path: sent }).kind).not.toBe('allow');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('method', () => {
  it('must be one of the route’s', () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'get', 'head']) {
      expect(decided({ method })).toEqual({ kind: 'methodNotAllowed', allow: ['GET', 'HEAD'] });
    }
    const thing = { path: '/admin/things/12', method: 'PUT' };
    expect(decided(thing, admin)).toEqual({ kind: 'methodNotAllowed', allow: ['GET', 'HEAD', 'DELETE'] });
  });

  it('may be HEAD where GET is, and nowhere else', () => {
    expect(decided({ method: 'HEAD' })).toEqual({ kind: 'allow', caller: 'client' });
    expect(decided({ method: 'HEAD', path: '/admin/made' }, admin)).toEqual({
      kind: 'methodNotAllowed',
      allow: ['POST'],
    });
  });

  it('may be one that reads, of the console', () => {
    for (const path of ['/', '/console.js']) {
      expect(decided({ path })).toEqual({ kind: 'allow', caller: 'client' });
      expect(decided({ path, method: 'HEAD' }, admin)).toEqual({ kind: 'allow', caller: 'admin' });
      expect(decided({ path, method: 'POST' })).toEqual({ kind: 'methodNotAllowed', allow: ['GET', 'HEAD'] });
    }
  });
});

describe('a path that neither a route nor the console has', () => {
  it('is nowhere, whatever the method', () => {
    for (const path of ['/nothing', '/token/x', '/Token', '/console.js/', '/console.js/x', '/console.css']) {
      expect(decided({ path })).toEqual({ kind: 'notFound' });
      expect(decided({ path, method: 'POST' })).toEqual({ kind: 'notFound' });
    }
    expect(decided({ path: '/admin/nothing' }, admin)).toEqual({ kind: 'notFound' });
  });

  it('is nobody’s to know without credentials', () => {
    expect(decide(request({ path: '/nothing' }), undefined, [], config)).toEqual({ kind: 'challenge' });
  });
});

describe('a slash at the end of a path', () => {
  it('makes it no other route', () => {
    expect(decided({ path: '/token/' })).toEqual({ kind: 'allow', caller: 'client' });
    for (const path of ['/admin/things/12/', '/admin/things/list/', '/admin/openapi.json/']) {
      expect(decided({ path }, admin)).toEqual({ kind: 'allow', caller: 'admin' });
      expect(decided({ path })).toEqual({ kind: 'forbidden' });
    }
    expect(decided({ path: '/admin/made/', method: 'POST' }, admin)).toEqual({ kind: 'allow', caller: 'admin' });
  });

  it('is one, and stands for no parameter', () => {
    expect(decided({ path: '/token//' })).toEqual({ kind: 'invalidPath' });
    expect(decided({ path: '/admin/things/' }, admin)).toEqual({ kind: 'notFound' });
  });
});

describe('the health check', () => {
  it.each(['GET', 'HEAD'])(
    'is anybody’s by %s, with no credentials, wrong ones, or none that can be checked',
    (method) => {
      for (const path of ['/health', '/health/']) {
        const asked = request({ path, method });
        expect(decide(asked, undefined, [], config)).toEqual({ kind: 'healthy' });
        expect(decide(asked, { username: 'client', password: 'wrong' }, accepted, config)).toEqual({ kind: 'healthy' });
        expect(decide(asked, client, 'unavailable', config)).toEqual({ kind: 'healthy' });
      }
    },
  );

  it('opens nothing else', () => {
    for (const path of ['/health/x', '/Health', '/healthy', '/x/../health']) {
      expect(decide(request({ path }), undefined, [], config)).toEqual({ kind: 'challenge' });
    }
    expect(decide(request({ path: '/health', method: 'POST' }), undefined, [], config)).toEqual({ kind: 'challenge' });
    expect(decided({ path: '/health', method: 'POST' })).toEqual({ kind: 'methodNotAllowed', allow: ['GET', 'HEAD'] });
  });
});

describe('a page of another origin', () => {
  const removal = { path: '/admin/things/12', method: 'DELETE' };
  const EVIL = 'https://evil.example';

  it.each(['GET', 'HEAD', 'POST', 'DELETE'])(
    'asks for nothing by %s, though the browser adds what it knows',
    (method) => {
      const asked = { path: '/admin/things/12', method };
      for (const fetchSite of ['cross-site', 'same-site']) {
        expect(decided({ ...asked, fetchSite }, admin)).toEqual({ kind: 'foreignPage' });
        expect(decided({ ...asked, fetchSite, origin: EVIL }, admin)).toEqual({ kind: 'foreignPage' });
      }
    },
  );

  it('in an older browser is known by its Origin', () => {
    for (const origin of [EVIL, 'null', 'https://d111111abcdef8.cloudfront.net.evil.example', '']) {
      expect(decided({ ...removal, origin }, admin)).toEqual({ kind: 'foreignPage' });
      expect(decided({ origin })).toEqual({ kind: 'foreignPage' });
    }
  });

  it('is refused before any credentials are looked at, and learns nothing of paths', () => {
    for (const path of ['/token', '/nothing', '/admin/openapi.json', '/%61dmin']) {
      const asked = request({ path, fetchSite: 'cross-site' });
      expect(decide(asked, undefined, [], config)).toEqual({ kind: 'foreignPage' });
      expect(decide(asked, client, 'unavailable', config)).toEqual({ kind: 'foreignPage' });
    }
  });

  it('may lead to the console by a link, and to nothing else', () => {
    const link = { fetchSite: 'cross-site', isVisit: true };
    expect(decided({ ...link, path: '/' })).toEqual({ kind: 'allow', caller: 'client' });
    expect(decide(request({ ...link, path: '/' }), undefined, [], config)).toEqual({ kind: 'challenge' });
    for (const path of ['/token', '/token/', '/openapi.json', '/nothing', '//']) {
      expect(decided({ ...link, path })).toEqual({ kind: 'foreignPage' });
    }
    expect(decided({ ...link, isVisit: false, path: '/' })).toEqual({ kind: 'foreignPage' });
  });

  it.each<[string, Partial<ViewerRequest>]>([
    ['no page at all', {}],
    ['somebody who typed the address', { fetchSite: 'none' }],
    ['the console', { fetchSite: 'same-origin', origin: 'https://d111111abcdef8.cloudfront.net' }],
    // A proxy of a company may write another Host; what the browser says of itself counts.
    ['the console behind another name', { fetchSite: 'same-origin', origin: 'https://proxied.example' }],
    ['a form of no page', { fetchSite: 'none', origin: 'null' }],
    ['the console in an older browser', { origin: 'https://d111111abcdef8.cloudfront.net' }],
    ['an allowed origin', { fetchSite: 'cross-site', origin: ORIGIN }],
    ['an allowed origin of the same site', { fetchSite: 'same-site', origin: ORIGIN }],
    ['an allowed origin in an older browser', { origin: ORIGIN }],
    ['something that browsers don’t say', { fetchSite: 'elsewhere' }],
  ])('is not %s', (_what, asked) => {
    expect(decided({ ...removal, ...asked }, admin)).toEqual({ kind: 'allow', caller: 'admin' });
    expect(decided(asked)).toEqual({ kind: 'allow', caller: 'client' });
  });
});

/** What the most lenient server could make of a path: decoded to the end, any slash, resolved, in any case. */
function meansAdmin(sent: string): boolean {
  let path = sent;
  for (let decoded = decodedOnce(path); decoded !== path; decoded = decodedOnce(path)) path = decoded;
  const segments: string[] = [];
  for (const segment of path.replaceAll('\\', '/').split('/')) {
    const name = segment.replace(/;.*/s, '');
    if (name === '..') segments.pop();
    else if (name !== '.' && name !== '') segments.push(name);
  }
  return segments[0]?.toLowerCase() === 'admin';
}

function decodedOnce(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** `/admin/openapi.json`, each letter as it is, in the other case, percent-encoded once or twice, with detours. */
const spelling = fc
  .record({
    before: fc.constantFrom('/', '//', '/./', '/x/../', '/x/%2e%2e/', '\\', '/\\', '/.//', '/%2e/', '/;/', '/..;/'),
    letters: fc.tuple(...Array.from('admin', (letter) => fc.constantFrom(...spellingsOf(letter)))),
    after: fc.constantFrom(
      '',
      '/',
      '//',
      '/openapi.json',
      '\\openapi.json',
      '%2fopenapi.json',
      ';x/openapi.json',
      '/x/..',
    ),
  })
  .map(({ before, letters, after }) => `${before}${letters.join('')}${after}`);

function spellingsOf(letter: string): string[] {
  const hex = letter.charCodeAt(0).toString(16);
  return [letter, letter.toUpperCase(), `%${hex}`, `%${hex.toUpperCase()}`, `%25${hex}`];
}
