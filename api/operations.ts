import { openApiDocument } from './openapi.ts';
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
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

export interface Content {
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** The parts of an OpenAPI operation that the reference and the client's types are written from. */
export interface Operation {
  readonly operationId: string;
  /** Such as `GET /access_token`. */
  readonly at: string;
  readonly summary: string;
  /** Only where it differs from the whole document's; empty: no credentials are needed. */
  readonly security?: readonly unknown[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>;
}

/** The operations that an audience has among these routes. */
export function operations(routes: readonly Route[], audience: Audience): Operation[] {
  const paths = openApiDocument(routes, { audience }).paths as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, at: `${method.toUpperCase()} ${path}` })),
  );
}

export function jsonSchema(content: Content | undefined): Schema | undefined {
  return content?.content['application/json']?.schema;
}
