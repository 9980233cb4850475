import { dereferenced } from '../api/openapi-references.ts';
import type { Client } from '../client/client-of.ts';

/** The parts of JSON Schema that the page uses for fields and rows. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly title?: string;
  readonly description?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

interface Content {
  readonly content: { readonly 'application/json': { readonly schema: Schema } };
}

/** One route, from the caller's OpenAPI document. */
export interface Operation {
  readonly name: keyof Client;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly description?: string;
    readonly example?: unknown;
    readonly schema: Schema;
  }[];
  readonly body: Schema | undefined;
  readonly answer: Schema;
}

interface Document {
  readonly 'x-stagepass-caller': string;
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly operationId: keyof Client;
            readonly description: string;
            readonly parameters: Operation['parameters'];
            readonly requestBody?: Content;
            readonly responses: Readonly<Record<string, Content>>;
          }
        >
      >
    >
  >;
}

/** The name that the page's caller has. */
export function callerOf(document: unknown): string {
  return (document as Document)['x-stagepass-caller'];
}

/** The operations in Stagepass's OpenAPI document, which are those that the caller may use. */
export function operationsIn(document: unknown): Operation[] {
  const { paths } = dereferenced(document as Document) as Document;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, description, parameters, requestBody, responses }]) => ({
      name: operationId,
      method: method.toUpperCase(),
      path,
      summary: description,
      parameters: parameters.map(inText),
      body: requestBody?.content['application/json'].schema,
      answer: responses['200']?.content['application/json'].schema ?? {},
    })),
  );
}

type Parameter = Operation['parameters'][number];

/** A field of the page holds text, also where the document has yes or no. */
function inText(parameter: Parameter): Parameter {
  const { type, default: fallback } = parameter.schema;
  if (type !== 'boolean') return parameter;
  const text = { enum: ['true', 'false'], ...(fallback !== undefined && { default: String(fallback) }) };
  return { ...parameter, schema: { ...parameter.schema, ...text } };
}
