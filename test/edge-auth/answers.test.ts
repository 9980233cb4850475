import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ErrorBody } from '../../api/errors.ts';
import { errorAnswer, type Failure, healthyAnswer, preflightAnswer } from '../../edge-auth/answers.ts';
import { answered, config, ORIGIN } from './support.ts';

const everyRefusal: readonly Failure[] = [
  { kind: 'challenge' },
  { kind: 'invalidPath' },
  { kind: 'forbidden' },
  { kind: 'notFound' },
  { kind: 'foreignPage' },
  { kind: 'methodNotAllowed', allow: ['GET', 'DELETE'] },
  { kind: 'unavailable' },
  { kind: 'failed' },
];

function refusal(refused: Failure, origin?: string) {
  return answered(errorAnswer(refused, { requestId: 'request-1', origin }, config));
}

function preflight(origin: string | undefined) {
  return answered(preflightAnswer({ origin }, config));
}

const everyAnswer = [undefined, ORIGIN, 'https://evil.example.com'].flatMap((origin) => [
  preflight(origin),
  healthy(origin),
  ...everyRefusal.map((refused) => refusal(refused, origin)),
]);

function healthy(origin: string | undefined) {
  return answered(healthyAnswer({ origin }, config));
}

it('the health check’s answer says that all is well, to a page of an allowed origin, too', () => {
  const { status, headers, body } = healthy(ORIGIN);
  expect([status, body, headers.get('content-type')]).toEqual([200, '{"status":"ok"}', 'application/json']);
  expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
});

describe('a refusal', () => {
  it.each<[Failure, number, string, string]>([
    [{ kind: 'challenge' }, 401, 'unauthorized', 'name and password'],
    [{ kind: 'invalidPath' }, 400, 'invalid_request', 'a path has'],
    [{ kind: 'forbidden' }, 403, 'not_allowed', 'this caller may not use this route'],
    [{ kind: 'notFound' }, 404, 'not_found', 'no such route'],
    [{ kind: 'foreignPage' }, 403, 'not_allowed', 'allowedOrigins'],
    [{ kind: 'methodNotAllowed', allow: ['GET', 'PUT'] }, 405, 'method_not_allowed', 'this route takes GET, PUT'],
    [{ kind: 'unavailable' }, 503, 'unavailable', 'try again'],
    [{ kind: 'failed' }, 500, 'internal_error', 'look for the request id in the logs'],
  ])('%j is %i %s, and says why', (refused, status, code, message) => {
    const answer = refusal(refused);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body ?? '')).toEqual({
      error: expect.stringContaining(message),
      code,
      requestId: 'request-1',
    });
  });

  it('has the contract’s error shape', () => {
    for (const refused of everyRefusal) {
      const { headers, body } = refusal(refused);
      expect(headers.get('content-type')).toBe('application/json');
      expect(v.is(ErrorBody, JSON.parse(body ?? ''))).toBe(true);
    }
  });

  it('challenges on 401, and only there', () => {
    expect(refusal({ kind: 'challenge' }).headers.get('www-authenticate')).toBe(
      'Basic realm="stagepass-test", charset="UTF-8"',
    );
    for (const refused of everyRefusal.slice(1)) expect(refusal(refused).headers.has('www-authenticate')).toBe(false);
  });

  it('says which methods a route takes, and when to try again', () => {
    expect(refusal({ kind: 'methodNotAllowed', allow: ['GET', 'DELETE'] }).headers.get('allow')).toBe('GET, DELETE');
    expect(refusal({ kind: 'unavailable' }).headers.get('retry-after')).toBe('5');
  });

  it('can be read by a page of an allowed origin', () => {
    for (const refused of everyRefusal) {
      const { headers } = refusal(refused, ORIGIN);
      expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('access-control-expose-headers')).toBe('Date, Retry-After, WWW-Authenticate');
    }
  });
});

describe('CORS', () => {
  it('tells an allowed origin’s preflight what it may ask', () => {
    const { status, headers } = preflight(ORIGIN);
    expect(status).toBe(204);
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
      'access-control-allow-headers': 'Authorization, Content-Type',
      'access-control-max-age': '600',
    });
  });

  it.each([
    undefined,
    '',
    'null',
    '*',
    'https://evil.example.com',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://app.example.com/',
    'https://app.example.com.evil.example',
    'HTTPS://APP.EXAMPLE.COM',
    `${ORIGIN}, ${ORIGIN}`,
  ])('grants nothing to %j', (origin) => {
    expect(preflight(origin).status).toBe(204);
    for (const { headers } of [preflight(origin), ...everyRefusal.map((refused) => refusal(refused, origin))]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });
});

describe('every answer', () => {
  it('is kept by nobody, and depends on the origin', () => {
    for (const { headers } of everyAnswer) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('vary')).toBe('Origin');
    }
  });

  it('has the security headers', () => {
    for (const { headers } of everyAnswer) {
      expect(Object.fromEntries(headers)).toMatchObject({
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      });
    }
  });

  it('is what CloudFront takes from a viewer request function, which else makes a 502 of it', () => {
    for (const { raw } of everyAnswer) {
      expect(raw.status).toMatch(/^[2-5]\d\d$/);
      for (const [name, values] of Object.entries(raw.headers ?? {})) {
        expect(name).not.toMatch(UNSETTABLE);
        expect(values.map(({ key }) => key?.toLowerCase())).toEqual([name]);
      }
      if (raw.status === '204') expect(raw).not.toHaveProperty('body');
      else expect(JSON.stringify(raw).length).toBeLessThan(40_000);
    }
  });
});

/** Disallowed in every edge function, or read-only in viewer requests (CloudFront developer guide, edge functions). */
const UNSETTABLE =
  /^(?:connection|expect|keep-alive|proxy-.*|trailer|upgrade|x-accel-.*|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip|content-length|host|transfer-encoding|via)$/;
