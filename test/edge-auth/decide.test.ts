import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BasicCredentials } from '../../edge-auth/basic-credentials.ts';
import { decide } from '../../edge-auth/decide.ts';
import { digestOf, type PasswordsInForce } from '../../edge-auth/password-digest.ts';
import type { ViewerRequest } from '../../edge-auth/viewer-request.ts';
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
    ...overrides,
  };
}

const inForce: PasswordsInForce = [digestOf('right')];
const client: BasicCredentials = { username: 'client', password: 'right' };
const admin: BasicCredentials = { username: 'admin', password: 'right' };

function decided(asked: Partial<ViewerRequest>, credentials: BasicCredentials | undefined = client) {
  return decide(request(asked), credentials, inForce, config);
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
  it.each<[string, BasicCredentials | undefined, PasswordsInForce]>([
    ['none', undefined, []],
    ['none, though passwords are there', undefined, [digestOf('')]],
    ['a wrong password', { username: 'client', password: 'wrong' }, inForce],
    ['no password', { username: 'client', password: '' }, inForce],
    ['a caller whose secret holds none', client, []],
    ['a name that is no caller', { username: 'nobody', password: 'right' }, inForce],
    ['the name of what every object has', { username: 'constructor', password: 'right' }, inForce],
    ['a prototype’s name', { username: '__proto__', password: 'right' }, inForce],
    ['another case', { username: 'Client', password: 'right' }, inForce],
  ])('are challenged: %s', (_, credentials, passwords) => {
    expect(decide(request(), credentials, passwords, config)).toEqual({ kind: 'challenge' });
  });

  it.each(['current', 'previous'])('are right with the %s password', (password) => {
    const both: PasswordsInForce = [digestOf('current'), digestOf('previous')];
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
      fc.string({ unit: 'binary', maxLength: 20 }),
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
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'get']) {
      expect(decided({ method })).toEqual({ kind: 'methodNotAllowed', allow: ['GET'] });
    }
    const thing = { path: '/admin/things/12', method: 'PUT' };
    expect(decided(thing, admin)).toEqual({ kind: 'methodNotAllowed', allow: ['GET', 'DELETE'] });
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
    for (const path of ['/nothing', '/token/', '/Token', '/console.js/x', '/console.css']) {
      expect(decided({ path })).toEqual({ kind: 'notFound' });
      expect(decided({ path, method: 'POST' })).toEqual({ kind: 'notFound' });
    }
    expect(decided({ path: '/admin/nothing' }, admin)).toEqual({ kind: 'notFound' });
  });

  it('is nobody’s to know without credentials', () => {
    expect(decide(request({ path: '/nothing' }), undefined, [], config)).toEqual({ kind: 'challenge' });
  });
});

describe('a page of another origin', () => {
  const removal = { path: '/admin/things/12', method: 'DELETE' };

  it('changes nothing, though the browser adds what it knows of credentials', () => {
    for (const origin of ['https://evil.example', 'null', 'https://d111111abcdef8.cloudfront.net.evil.example', '']) {
      expect(decided({ ...removal, origin }, admin)).toEqual({ kind: 'foreignPage' });
    }
  });

  it('may read, as far as its browser lets it', () => {
    expect(decided({ origin: 'https://evil.example' })).toEqual({ kind: 'allow', caller: 'client' });
  });

  it.each([
    ['no page at all', undefined],
    ['the console', 'https://d111111abcdef8.cloudfront.net'],
    ['an allowed origin', ORIGIN],
  ])('is not %s', (_what, origin) => {
    expect(decided({ ...removal, origin }, admin)).toEqual({ kind: 'allow', caller: 'admin' });
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
