import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorStatus } from '../../api/errors.ts';
import { named } from '../../api/named.ts';
import { documentAudience, openApiDocument } from '../../api/openapi.ts';
import { dereferenced } from '../../api/openapi-references.ts';
import { type Content, codesIn, exampleIn, jsonSchema } from '../../api/operations.ts';
import { query } from '../../api/query.ts';
import { audiences, type Route } from '../../api/route.ts';
import { routes } from '../../lambda/contract.ts';

interface Schema {
  readonly [keyword: string]: unknown;
}

interface Operation {
  readonly requestBody?: Content;
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly unknown[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly example?: unknown;
    readonly schema: Schema;
  }[];
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

function pathsOf(audience: (typeof audiences)[number], of = routes): Paths {
  const document = openApiDocument(of, { audience });
  return dereferenced(document, document.paths) as Paths;
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
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      });
      expect(document.servers).toEqual([{ url: '/', description: expect.any(String) }]);
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

  it('tells a query by what is read from it, with what the contract says of that', () => {
    expect(pathsOf('client')['/access_token']?.get?.parameters).toMatchObject([
      {
        name: 'channelName',
        in: 'query',
        required: true,
        example: 'test',
        schema: { type: 'string', pattern: expect.stringContaining('A-Za-z0-9'), minLength: 1, maxLength: 63 },
      },
      {
        name: 'uid',
        required: false,
        example: 1234,
        schema: { type: 'integer', format: 'int64', minimum: 0, maximum: 0xffff_ffff },
      },
      { name: 'account', required: false, schema: { type: 'string', maxLength: 255 } },
      { name: 'role', required: false, schema: { enum: ['publisher', 'subscriber'], default: 'subscriber' } },
      { name: 'rtmUserId', required: false, schema: { type: 'string', maxLength: 64 } },
      { name: 'expireTime', required: false, schema: { type: 'integer', minimum: 1 } },
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
      example: true,
      schema: { type: 'boolean' },
    });
  });

  it('tells a pattern that every tool reads alike, and names the route whose pattern JSON Schema can’t have', () => {
    const [route] = routes;
    const withPattern = (pattern: RegExp) =>
      pathsOf('client', [
        {
          ...(route as Route),
          audience: 'client',
          query: query({ name: v.pipe(v.string(), v.regex(pattern, 'name must be fine'), v.description('A name.')) }),
        },
      ]);
    const told = (pattern: RegExp) => {
      const [parameter] = withPattern(pattern)[route?.path ?? '']?.get?.parameters ?? [];
      return [parameter?.schema.pattern, parameter?.description];
    };
    expect(told(/^[a-z]+$/u)).toEqual(['^[a-z]+$', 'A name.']);
    for (const unlike of [/^\p{L}+$/u, /^(?! )[a-z ]+$/, /^[a-z ]+(?<! )$/]) {
      expect(told(unlike)).toEqual([undefined, 'A name. It must be fine.']);
    }
    expect(() => withPattern(/^a$/i)).toThrow(`(${route?.name}) can’t be written as OpenAPI`);
  });

  it('tells path parameters and bodies', () => {
    const { put, get } = pathsOf('admin')['/millicast/publish_token/{tokenId}'] ?? {};
    for (const operation of [put, get]) {
      expect(operation?.parameters).toMatchObject([
        {
          name: 'tokenId',
          in: 'path',
          required: true,
          schema: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
        },
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
      .map(([status, response]) => [Number(status), codesIn(response)]);
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
    const { components } = openApiDocument(routes, { audience: 'client' });
    const withNames = Object.values((components as { responses: Record<string, object> }).responses);
    const errors = withNames.filter((response) => everywhere('allOf', response).length > 0);
    expect(errors.length).toBeGreaterThan(10);
    for (const error of errors) expect(everywhere('$ref', error)).toContain('#/components/schemas/ErrorBody');
  });

  it('lists a code under the status it comes with, once', () => {
    for (const { responses } of operations()) {
      for (const [status, { content }] of Object.entries(responses)) {
        if (status === '200') continue;
        const codes = codesIn({ content }) as ErrorCode[];
        expect(new Set(codes).size).toBe(codes.length);
        for (const code of codes) expect(errorStatus[code]).toBe(Number(status));
      }
    }
  });

  it('has every component that is referred to', () => {
    for (const audience of audiences) {
      const document = openApiDocument(routes, { audience });
      const { securitySchemes } = document.components as Record<string, Record<string, unknown>>;
      for (const ref of everywhere('$ref', document)) {
        expect(document).toHaveProperty(String(ref).replace('#/', '').split('/'));
      }
      expect(everywhere('$ref', dereferenced(document))).toEqual([]);
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
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: expect.any(String) },
    });
  });

  it('has a server of the URL that it is told, and tags of those that its routes have', () => {
    const tags = [
      { name: 'agora', 'x-displayName': 'Agora', description: 'Tokens of Agora.' },
      { name: 'nobody', 'x-displayName': 'Nobody', description: 'No route has it.' },
    ];
    const document = openApiDocument(routes, { audience: 'client', tags, url: 'https://tokens.example.com' });
    expect(document.servers).toEqual([{ url: 'https://tokens.example.com' }]);
    expect(document.tags).toEqual(tags.slice(0, 1));
    expect((document.paths as Paths)['/access_token']?.get).toMatchObject({ tags: ['agora'] });
  });

  it('lets signed-in users leave out their name, and nobody else', () => {
    const required = (credentials: ('basic' | 'bearer')[]) => {
      const document = openApiDocument(routes, { audience: 'client', credentials });
      const paths = dereferenced(document, document.paths) as Paths;
      return ['/livekit/token', '/ably/token', '/rtm_token', '/rtc/{channelName}/{role}/uid/{uid}'].map((path) =>
        paths[path]?.get?.parameters.filter((parameter) => parameter.required).map(({ name }) => name),
      );
    };
    const inPath = ['channelName', 'role', 'uid'];
    expect(required(['basic'])).toEqual([['room', 'identity'], ['clientId'], ['userId'], inPath]);
    expect(required(['basic', 'bearer'])).toEqual([['room'], [], [], inPath]);
  });

  it('has an example of every parameter, body and answer, which the function’s own schema takes', () => {
    for (const { operationId, parameters, requestBody, responses } of operations()) {
      for (const { name, example } of parameters) expect(example, `${operationId} ${name}`).toBeDefined();
      const route = routes.find((each) => each.name === operationId) as Route;
      const inQuery = parameters.filter((parameter) => parameter.in === 'query');
      for (const { name, example } of inQuery) {
        // What one parameter needs of another is left aside.
        const { issues = [] } = v.safeParse(route.query, { [name]: String(example) });
        expect(
          issues.filter(({ path }) => path?.[0]?.key === name),
          `${operationId} ${name}`,
        ).toEqual([]);
      }
      if (route.body) expect(v.is(route.body, exampleIn(requestBody)), operationId).toBe(true);
      const answer = exampleIn(responses['200']);
      if (route.name !== 'clientOpenApi') expect(v.is(route.response, answer), `${operationId} answers`).toBe(true);
    }
  });

  it('says how many bits a whole number needs', () => {
    const answers = pathsOf('client')['/ably/token']?.get?.responses['200'];
    const { properties } = jsonSchema(answers) ?? {};
    expect(properties?.issued).toMatchObject({ type: 'integer', format: 'int64' });
    const { parameters = [] } = pathsOf('admin')['/millicast/publish_token/list']?.get ?? {};
    expect(parameters.find(({ name }) => name === 'itemsOnPage')?.schema).toEqual({
      type: 'integer',
      format: 'int32',
      minimum: 1,
      maximum: 100,
    });
  });

  it('refuses two different parts of one name', () => {
    const answering = (name: string, response: v.GenericSchema) =>
      ({ ...routes[0], audience: 'client', path: `/${name}`, name, response }) as unknown as Route;
    const Answer = v.pipe(v.strictObject({ a: v.literal(1) }), named('Answer'));
    const Other = v.pipe(v.strictObject({ b: v.literal(1) }), named('Answer'));
    expect(() => pathsOf('client', [answering('one', Answer), answering('two', Answer)])).not.toThrow();
    expect(() => pathsOf('client', [answering('one', Answer), answering('two', Other)])).toThrow(
      'two different schemas are called Answer',
    );
  });

  it('writes nothing twice: its bytes', () => {
    const bytes = audiences.map((audience) => JSON.stringify(openApiDocument(routes, { audience })).length);
    // Without components they were 64,277 and 153,445.
    expect(bytes[0]).toBeLessThan(60_000);
    expect(bytes[1]).toBeLessThan(80_000);
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
