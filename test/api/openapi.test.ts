import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorStatus } from '../../api/errors.ts';
import { documentAudience, openApiDocument } from '../../api/openapi.ts';
import { query } from '../../api/query.ts';
import { audiences, type Route } from '../../api/route.ts';
import { routes } from '../../lambda/contract.ts';

interface Schema {
  readonly [keyword: string]: unknown;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly unknown[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
    >
  >;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

function pathsOf(audience: (typeof audiences)[number], of = routes): Paths {
  return openApiDocument(of, { audience }).paths as Paths;
}

function operations(): Operation[] {
  return audiences.flatMap((audience) => Object.values(pathsOf(audience)).flatMap((path) => Object.values(path)));
}

/** Every value below one key, wherever it stands. */
function everywhere(key: string, within: unknown): unknown[] {
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([name, value]) => [
    ...(name === key ? [value] : []),
    ...everywhere(key, value),
  ]);
}

describe('the OpenAPI document', () => {
  it('has what OpenAPI 3.1 requires of a document', () => {
    for (const audience of audiences) {
      const document = openApiDocument(routes, { audience });
      expect(document.openapi).toBe('3.1.0');
      expect(document.info).toEqual({
        title: expect.stringContaining(audience),
        version: expect.any(String),
        description: expect.stringContaining('HEAD'),
      });
      expect(Object.keys(document.paths as Paths).every((path) => path.startsWith('/'))).toBe(true);
    }
  });

  it('has an audience’s routes, each under its path and method, and no other’s', () => {
    for (const audience of audiences) {
      const listed = Object.entries(pathsOf(audience)).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, { operationId }]) => [operationId, method, path]),
      );
      const expected = routes
        .filter((route) => documentAudience(route) === audience)
        .map(({ name, method, path }) => [name, method.toLowerCase(), path]);
      expect(listed).toEqual(expected);
    }
  });

  it('keeps several methods of one path', () => {
    const [route] = routes;
    if (route === undefined) throw new Error('the contract is empty');
    const both = [route, { ...route, method: 'POST', name: 'other' } as const];
    expect(Object.keys(pathsOf(documentAudience(route), both)[route.path] ?? {})).toEqual(['get', 'post']);
  });

  it('says which route needs no credentials', () => {
    const open = operations().filter(({ security }) => security !== undefined);
    expect(open.map(({ operationId, security }) => [operationId, security])).toEqual([['health', []]]);
    expect(Object.keys(open[0]?.responses ?? {})).toEqual(['200', '403', '429', '500']);
  });

  it('has unique operation ids', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('tells a query as a client has to send it: strings, with what the contract says of them', () => {
    expect(pathsOf('client')['/access_token']?.get?.parameters).toMatchObject([
      {
        name: 'channelName',
        in: 'query',
        required: true,
        schema: { type: 'string', pattern: expect.stringContaining('A-Za-z0-9'), maxLength: 63 },
      },
      { name: 'uid', required: false, schema: { type: 'string', pattern: '^(?:0|[1-9]\\d*)$' } },
      { name: 'account', required: false, schema: { type: 'string', maxLength: 255 } },
      { name: 'role', required: false, schema: { enum: ['publisher', 'subscriber'], default: 'subscriber' } },
      { name: 'rtmUserId', required: false, schema: { type: 'string', maxLength: 64 } },
      { name: 'expireTime', required: false, schema: { type: 'string' } },
      { name: 'version', required: false, schema: { enum: ['006', '007'] } },
    ]);
    expect(pathsOf('client')['/openapi.json']?.get?.parameters).toEqual([]);
  });

  it.each([
    ['client', '/token'],
    ['client', '/tokens'],
    ['admin', '/admin/tokens'],
  ] as const)('has a way to say that a kept token was refused, for a %s at %s', (audience, path) => {
    expect(pathsOf(audience)[path]?.get?.parameters).toContainEqual({
      name: 'renew',
      in: 'query',
      required: false,
      description: expect.stringContaining('was refused'),
      schema: { type: 'string', enum: ['true', 'false'] },
    });
  });

  it('tells a pattern of Unicode categories, and names the route whose pattern JSON Schema can’t have', () => {
    const [route] = routes;
    const withPattern = (pattern: RegExp) =>
      pathsOf('client', [
        { ...(route as Route), audience: 'client', query: query({ name: v.pipe(v.string(), v.regex(pattern)) }) },
      ]);
    const [parameter] = withPattern(/^\p{L}+$/u)[route?.path ?? '']?.get?.parameters ?? [];
    expect(parameter?.schema).toEqual({ type: 'string', pattern: '^\\p{L}+$' });
    expect(() => withPattern(/^a$/i)).toThrow(`(${route?.name}) can’t be written as OpenAPI`);
  });

  it('tells path parameters and bodies', () => {
    const { put, get } = pathsOf('admin')['/millicast/publish_token/{tokenId}'] ?? {};
    for (const operation of [put, get]) {
      expect(operation?.parameters).toMatchObject([
        { name: 'tokenId', in: 'path', required: true, schema: { type: 'string', pattern: '^(?:0|[1-9]\\d*)$' } },
      ]);
    }
    expect(put).toMatchObject({
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { type: 'object', additionalProperties: false } } },
      },
      responses: { 413: {}, 415: {} },
    });
    expect(get).not.toHaveProperty('requestBody');
    expect(get?.responses).not.toHaveProperty('413');
  });

  it('describes every parameter, beside its schema', () => {
    for (const { parameters } of operations()) {
      for (const { description, schema } of parameters) {
        expect(description).toMatch(/\w/);
        expect(schema).not.toHaveProperty('description');
      }
    }
  });

  it('tells the answer’s schema', () => {
    expect(pathsOf('client')['/rtm_token']?.get?.responses['200']?.content['application/json']?.schema).toMatchObject({
      type: 'object',
      properties: { token: { type: 'string' }, expiresAt: { type: 'string', format: 'date-time' } },
      required: ['token', 'expiresAt'],
      additionalProperties: false,
    });
  });

  it('tells the possible codes of every failure by status, in the one error shape', () => {
    const responses = pathsOf('client')['/token']?.get?.responses ?? {};
    const codes = Object.entries(responses)
      .filter(([status]) => status !== '200')
      .map(([status, { content }]) => [Number(status), everywhere('enum', content).flat()]);
    expect(codes).toEqual([
      [400, ['invalid_request']],
      [401, ['unauthorized']],
      [403, ['not_allowed']],
      [404, ['not_found']],
      [405, ['method_not_allowed']],
      [429, ['too_many_requests']],
      [500, ['internal_error']],
      [502, ['provider_refused', 'provider_failed']],
      [503, ['unavailable', 'not_configured']],
      [504, ['timeout', 'provider_timeout']],
    ]);
    expect(everywhere('$ref', responses)).toEqual(codes.map(() => '#/components/schemas/ErrorBody'));
  });

  it('lists a code under the status it comes with, once', () => {
    for (const { responses } of operations()) {
      for (const [status, { content }] of Object.entries(responses)) {
        if (status === '200') continue;
        const codes = everywhere('enum', content).flat() as ErrorCode[];
        expect(new Set(codes).size).toBe(codes.length);
        for (const code of codes) expect(errorStatus[code]).toBe(Number(status));
      }
    }
  });

  it('has every component that is referred to', () => {
    for (const audience of audiences) {
      const document = openApiDocument(routes, { audience });
      const { schemas, securitySchemes } = document.components as Record<string, Record<string, unknown>>;
      for (const ref of everywhere('$ref', document)) {
        expect(schemas).toHaveProperty(String(ref).replace('#/components/schemas/', ''));
      }
      for (const requirement of document.security as Record<string, unknown>[]) {
        for (const name of Object.keys(requirement)) expect(securitySchemes).toHaveProperty(name);
      }
      expect(Object.keys(securitySchemes ?? {})).toEqual(['basic', 'bearer']);
    }
  });

  it('names the credentials that a stage’s callers have, and no others', () => {
    const document = openApiDocument(routes, { audience: 'client', credentials: ['bearer'] });
    expect(document.security).toEqual([{ bearer: [] }]);
    expect(document.components).toHaveProperty('securitySchemes', {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
  });

  it('names the JSON Schema dialect nowhere: OpenAPI 3.1 has its own default', () => {
    expect(everywhere('$schema', openApiDocument(routes, { audience: 'client' }))).toEqual([]);
  });

  it('is JSON, with nothing that gets lost on the way to a file', () => {
    const document = openApiDocument(routes, { audience: 'client' });
    expect(JSON.parse(JSON.stringify(document))).toStrictEqual(document);
  });
});

it('names the route whose schema JSON Schema can’t say', () => {
  const [route] = routes;
  const twice = v.pipe(v.string(), v.regex(/a/), v.regex(/b/));
  const wrong = { ...route, name: 'twoPatterns', query: v.strictObject({ room: twice }) } as Route;
  expect(() => pathsOf('client', [wrong])).toThrow(/^GET \/access_token \(twoPatterns\) can’t be written as OpenAPI: /);
});
