import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { ErrorBody, type ErrorCode, errorStatus } from './errors.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import type { Audience, Route } from './route.ts';

/** Goes up with a breaking change: when a client that works today may stop working. */
const CONTRACT_VERSION = '1';

/** Failures of every route. They come from the guard, API Gateway or the function. */
const sharedFailures: readonly ErrorCode[] = [
  'invalid_request',
  'unauthorized',
  'not_allowed',
  'not_found',
  'method_not_allowed',
  'too_many_requests',
  'internal_error',
  'unavailable',
  'timeout',
];

/** Failures of a route without credentials. They come from a web ACL or the guard. */
const publicFailures: readonly ErrorCode[] = ['not_allowed', 'too_many_requests', 'internal_error'];

/** Further failures of a route that takes a body. */
const bodyFailures: readonly ErrorCode[] = ['payload_too_large', 'unsupported_media_type'];

/** True for every path, so it is written once, not at each of them. */
const DESCRIPTION =
  'Every GET route also accepts HEAD: the same status without a body, and no token is made. Every path may end with one slash.';

/** How callers say who they are: with a password, or with the token of a signed-in user. */
const securitySchemes = {
  basic: { type: 'http', scheme: 'basic' },
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
} as const;
export type Credentials = keyof typeof securitySchemes;

/**
 * The routes of an audience as an OpenAPI 3.1 document. The same routes always give the same bytes.
 *
 * @param credentials that the stage's callers have; by default all that a stage may have.
 */
export function openApiDocument(
  routes: readonly Route[],
  {
    audience,
    credentials = ['basic', 'bearer'],
  }: { readonly audience: Audience; readonly credentials?: readonly Credentials[] | undefined },
): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes.filter((each) => documentAudience(each) === audience)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `Stagepass: what ${audience} callers may ask for`,
      version: CONTRACT_VERSION,
      description: DESCRIPTION,
    },
    security: credentials.map((name) => ({ [name]: [] })),
    paths,
    components: {
      securitySchemes: Object.fromEntries(credentials.map((name) => [name, securitySchemes[name]])),
      schemas: { ErrorBody: jsonSchemaOf(ErrorBody, 'output') },
    },
  };
}

/** The audience whose document has the route. Routes without credentials are in the document of client callers. */
export function documentAudience({ audience }: Pick<Route, 'audience'>): Audience {
  return audience === 'anybody' ? 'client' : audience;
}

/** @throws Error that names the route: what JSON Schema can’t say of a schema, its converter tells without a place. */
function operationOf(route: Route) {
  try {
    return operation(route);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${route.method} ${route.path} (${route.name}) can’t be written as OpenAPI: ${why}`, { cause });
  }
}

function operation(route: Route) {
  const isPublic = route.audience === 'anybody';
  return {
    operationId: route.name,
    summary: route.summary,
    ...(isPublic && { security: [] }),
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchemaOf(route.body, 'input') } } },
    }),
    responses: {
      200: {
        description: route.summary,
        content: { 'application/json': { schema: jsonSchemaOf(route.response, 'output') } },
      },
      ...failures(
        isPublic ? publicFailures : [...sharedFailures, ...(route.body ? bodyFailures : []), ...route.failures],
      ),
    },
  };
}

function parametersOf(schema: v.GenericSchema | undefined, place: 'path' | 'query') {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input');
  return Object.entries(properties).map(([name, property]) => {
    const { description = describedAs(schema, name), title = titledAs(schema, name), ...rest } = property as JsonSchema;
    return {
      name,
      in: place,
      required: required.includes(name),
      ...(description && { description }),
      schema: { ...(title && { title }), ...rest },
    };
  });
}

/**
 * A parameter that becomes a number has its description after the transformation. The conversion to JSON Schema stops
 * at the transformation and misses it.
 */
function describedAs(schema: v.GenericSchema, name: string): string | undefined {
  const entry = entryOf(schema, name);
  return entry && v.getDescription(entry);
}

/** As with descriptions: what a person calls a parameter, where its name isn’t those words already. */
function titledAs(schema: v.GenericSchema, name: string): string | undefined {
  const entry = entryOf(schema, name);
  const named = entry && 'wrapped' in entry ? (entry.wrapped as v.GenericSchema) : entry;
  return named && v.getTitle(named);
}

function entryOf(schema: v.GenericSchema, name: string): v.GenericSchema | undefined {
  return 'entries' in schema ? ((schema.entries as v.ObjectEntries)[name] as v.GenericSchema | undefined) : undefined;
}

function failures(codes: readonly ErrorCode[]) {
  const byStatus = Map.groupBy(new Set(codes), (code) => errorStatus[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, possible]) => [
      status,
      {
        description: possible.join(' or '),
        ...(status === 401 && { headers: { 'WWW-Authenticate': { schema: { type: 'string' } } } }),
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ErrorBody', properties: { code: { enum: possible } } },
          },
        },
      },
    ]),
  );
}

/**
 * The JSON Schema of what goes in or comes out. Our own checks can't be written in JSON Schema and are left out; the
 * function still makes them. On the input side a pipe ends at its first transformation, but its description is kept,
 * wherever it is in the pipe.
 */
export function jsonSchemaOf(schema: v.GenericSchema, side: 'input' | 'output'): JsonSchema {
  const { $schema, ...rest } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: side,
    ignoreActions: ['check'],
    // JSON Schema reads every pattern as one with the flag `u`, so that flag is no obstacle.
    overrideAction: ({ valibotAction, jsonSchema }) => {
      const { type, requirement } = valibotAction as { type: string; requirement?: unknown };
      if (type !== 'regex' || !(requirement instanceof RegExp) || requirement.flags !== 'u') return undefined;
      return { ...jsonSchema, pattern: requirement.source };
    },
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      const described = 'wrapped' in valibotSchema ? valibotSchema.wrapped : valibotSchema;
      const description = v.getDescription(described as v.GenericSchema);
      return description === undefined ? undefined : { ...jsonSchema, description };
    },
  });
  return rest;
}
