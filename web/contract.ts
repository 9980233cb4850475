import type { Client } from '../client/client-of.ts';

/** What of JSON Schema the page makes fields and rows of. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

interface Content {
  readonly content: { readonly 'application/json': { readonly schema: Schema } };
}

/** One route, as the OpenAPI document that the caller may read has it. */
export interface Operation {
  readonly name: keyof Client;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly description?: string;
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
            readonly summary: string;
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

/** The operations of an OpenAPI document as Stagepass answers it: those that the caller may ask for. */
export function operationsIn(document: unknown): Operation[] {
  return Object.entries((document as Document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, summary, parameters, requestBody, responses }]) => ({
      name: operationId,
      method: method.toUpperCase(),
      path,
      summary,
      parameters,
      body: requestBody?.content['application/json'].schema,
      answer: responses['200']?.content['application/json'].schema ?? {},
    })),
  );
}
