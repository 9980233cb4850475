import * as v from 'valibot';
import type { ErrorCode } from './errors.ts';
import { nameOf } from './named.ts';
import { Components } from './openapi-components.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import { errorResponses } from './openapi-errors.ts';
import { parametersOf } from './openapi-parameters.ts';
import { exampleOf, jsonSchemaOf, withNamedParts } from './openapi-schemas.ts';
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
  basic: { type: 'http', scheme: 'basic', description: 'The name and the password of a caller.' },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token of a signed-in user, from the app’s own sign-in.',
  },
} as const;
export type Credentials = keyof typeof securitySchemes;

/** A group of routes: those of a provider, by its id, or `COMMON_TAG`. */
export interface Tag {
  readonly name: string;
  readonly 'x-displayName': string;
  readonly description: string;
}

/** The tag of the routes that no provider has. */
export const COMMON_TAG = 'stagepass';

export interface DocumentOptions {
  readonly audience: Audience;
  /** Those of the stage's callers. Default: all that a stage may have. */
  readonly credentials?: readonly Credentials[] | undefined;
  /** What is said of groups of routes; the groups without routes are left out. */
  readonly tags?: readonly Tag[];
  /** Default: where the document was asked for. */
  readonly url?: string | undefined;
}

/** The routes of an audience as an OpenAPI 3.1 document. The same routes always give the same bytes. */
export function openApiDocument(
  routes: readonly Route[],
  { audience, credentials = ['basic', 'bearer'], tags = [], url }: DocumentOptions,
): OpenApiDocument {
  const components = new Components();
  const own = routes.filter((each) => documentAudience(each) === audience);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of own) {
    const operation = operationOf(route, credentials, components);
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: `Stagepass: what ${audience} callers may ask for`,
      version: CONTRACT_VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [url === undefined ? { url: '/', description: 'Where this document is.' } : { url }],
    tags: tags.filter(({ name }) => own.some((route) => tagOf(route) === name)),
    security: credentials.map((name) => ({ [name]: [] })),
    paths,
    components: {
      securitySchemes: Object.fromEntries(credentials.map((name) => [name, securitySchemes[name]])),
      ...components.all(),
    },
  };
}

/** The audience whose document has the route. Routes without credentials are in the document of client callers. */
export function documentAudience({ audience }: Pick<Route, 'audience'>): Audience {
  return audience === 'anybody' ? 'client' : audience;
}

function tagOf({ provider = COMMON_TAG }: Route): string {
  return provider;
}

/** @throws Error that names the route: what JSON Schema can’t say of a schema, its converter tells without a place. */
function operationOf(route: Route, credentials: readonly Credentials[], components: Components) {
  try {
    return operation(route, credentials, components);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${route.method} ${route.path} (${route.name}) can’t be written as OpenAPI: ${why}`, { cause });
  }
}

function operation(route: Route, credentials: readonly Credentials[], components: Components) {
  const isPublic = route.audience === 'anybody';
  return {
    operationId: route.name,
    tags: [tagOf(route)],
    summary: inShort(route.summary),
    description: route.summary,
    ...(isPublic && { security: [] }),
    parameters: parametersOf(route, credentials.includes('bearer'), components),
    ...(route.body && { requestBody: requestBodyOf(route.body, components) }),
    responses: {
      200: answerOf(route, components),
      ...errorResponses(
        isPublic ? publicFailures : [...sharedFailures, ...(route.body ? bodyFailures : []), ...route.failures],
        components,
      ),
    },
  };
}

/** What a list of operations calls it: what stands before the details. */
function inShort(summary: string): string {
  return summary.replace(/(?:[:.] .*|\.)$/, '');
}

function requestBodyOf(schema: v.GenericSchema, components: Components): object {
  const { content, component } = contentOf(schema, 'input', components);
  const body = { required: true, content };
  return component === undefined ? body : components.put('requestBodies', component, body);
}

function answerOf({ response, summary }: Route, components: Components): object {
  const { content, component } = contentOf(response, 'output', components);
  // Several routes may have the answer, so what it is said to be must be true of all of them.
  const description = v.getDescription(response) ?? (component === undefined ? summary : 'The answer.');
  const answer = { description, content };
  return component === undefined ? answer : components.put('responses', component, answer);
}

function contentOf(schema: v.GenericSchema, side: 'input' | 'output', components: Components) {
  // On the input side, a conversion to JSON Schema misses what stands behind a transformation.
  const [component, examples] = [nameOf(schema), v.getExamples(schema)];
  const converted = {
    ...jsonSchemaOf(schema, side),
    ...(component !== undefined && { component }),
    ...(examples.length > 0 && { examples: [...examples] }),
  };
  const example = exampleOf(converted);
  const json = { schema: withNamedParts(converted, components), ...(example !== undefined && { example }) };
  return { component, content: { 'application/json': json } };
}
