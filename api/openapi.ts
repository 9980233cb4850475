import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { ErrorBody, type ErrorCode, errorStatus } from './errors.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import type { Audience, Route } from './route.ts';

/** Goes up when a client that works today may stop working. */
const CONTRACT_VERSION = '1';

/** What every route can answer, whoever does: guard, API Gateway or function. */
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

/** What a web ACL and the guard can answer where no credentials are asked for. */
const anybodysFailures: readonly ErrorCode[] = ['not_allowed', 'too_many_requests', 'internal_error'];

/** What a route that takes a body can answer to it. */
const bodyFailures: readonly ErrorCode[] = ['payload_too_large', 'unsupported_media_type'];

/** What holds for every path, and would only be said over and over at each. */
const DESCRIPTION =
  'Every GET takes HEAD too: the same status, without a body; where GET makes a token, HEAD makes none. Every path may have one slash at its end.';

/** The routes of an audience as an OpenAPI 3.1 document; the same routes give the same document, to the byte. */
export function openApiDocument(
  routes: readonly Route[],
  { audience }: { readonly audience: Audience },
): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes.filter((each) => documentAudience(each) === audience)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `Stagepass: what ${audience} callers may ask for`,
      version: CONTRACT_VERSION,
      description: DESCRIPTION,
    },
    security: [{ basic: [] }],
    paths,
    components: {
      securitySchemes: { basic: { type: 'http', scheme: 'basic' } },
      schemas: { ErrorBody: jsonSchemaOf(ErrorBody, 'output') },
    },
  };
}

/** Whose document has the route: what is anybody's stands beside what most callers have. */
export function documentAudience({ audience }: Pick<Route, 'audience'>): Audience {
  return audience === 'anybody' ? 'client' : audience;
}

function operation(route: Route) {
  const isAnybodys = route.audience === 'anybody';
  return {
    operationId: route.name,
    summary: route.summary,
    ...(isAnybodys && { security: [] }),
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
        isAnybodys ? anybodysFailures : [...sharedFailures, ...(route.body ? bodyFailures : []), ...route.failures],
      ),
    },
  };
}

function parametersOf(schema: v.GenericSchema | undefined, place: 'path' | 'query') {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input');
  return Object.entries(properties).map(([name, property]) => {
    const { description = describedAs(schema, name), ...rest } = property as JsonSchema;
    return { name, in: place, required: required.includes(name), ...(description && { description }), schema: rest };
  });
}

/** A number's description stands behind its transformation, where JSON Schema's view of a pipe has ended. */
function describedAs(schema: v.GenericSchema, name: string): string | undefined {
  const entry = 'entries' in schema && (schema.entries as v.ObjectEntries)[name];
  return entry ? v.getDescription(entry as v.GenericSchema) : undefined;
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
 * The JSON Schema of what goes in or comes out. What JSON Schema can't say (checks of our own) the function checks. On
 * the input side a pipe ends at its first transformation; an optional parameter's description counts beyond it too.
 */
export function jsonSchemaOf(schema: v.GenericSchema, side: 'input' | 'output'): JsonSchema {
  const { $schema, ...rest } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: side,
    ignoreActions: ['check'],
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      const described = 'wrapped' in valibotSchema ? valibotSchema.wrapped : valibotSchema;
      const description = v.getDescription(described as v.GenericSchema);
      return description === undefined ? undefined : { ...jsonSchema, description };
    },
  });
  return rest;
}
