import { openApiDocument } from './openapi.ts';
import { dereferenced } from './openapi-references.ts';
import type { Audience, Route } from './route.ts';

/** The part of JSON Schema that the contract uses. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

export interface Content {
  readonly content: Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>;
}

/** The parts of an OpenAPI operation that the reference and the client's types are written from. */
export interface Operation {
  readonly operationId: string;
  /** Such as `GET /access_token`. */
  readonly at: string;
  readonly description: string;
  /** Only where it differs from the whole document's; empty: no credentials are needed. */
  readonly security?: readonly unknown[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly example?: unknown;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>;
}

/**
 * The operations that an audience has among these routes, for callers with a password: a user's name that is filled in for
 * signed-in users is required of them. Everything stands where it is referred to.
 */
export function operations(routes: readonly Route[], audience: Audience): Operation[] {
  const document = openApiDocument(routes, { audience, credentials: ['basic'] });
  const paths = dereferenced(document, document.paths) as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, at: `${method.toUpperCase()} ${path}` })),
  );
}

export function jsonSchema(content: Content | undefined): Schema | undefined {
  return content?.content['application/json']?.schema;
}

export function exampleIn(content: Content | undefined): unknown {
  return content?.content['application/json']?.example;
}

/** The codes that an error can have. */
export function codesIn(response: Content): string[] {
  // What is said of an error in general comes first, and names all codes.
  return [...((jsonSchema(response)?.allOf?.at(-1)?.properties?.code?.enum ?? []) as readonly string[])];
}
