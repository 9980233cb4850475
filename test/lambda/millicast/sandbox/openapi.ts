import { readFileSync } from 'node:fs';
import type { Schema } from './json-schema.ts';

interface Content {
  readonly content: {
    readonly 'application/json': {
      readonly schema: Schema;
      readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
    };
  };
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Millicast's published description of its token API. */
const file = new URL('../vectors/openapi-v1.json', import.meta.url);
const description: Description = JSON.parse(readFileSync(file, 'utf8'));

/** `GET /api/publish_token/list`, … */
export const operations: readonly string[] = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

export function operation(name: string): Operation {
  const [method = '', path = ''] = name.split(' ');
  const found = description.paths[path]?.[method.toLowerCase()];
  if (found === undefined) throw new Error(`the description has no ${name}`);
  return found;
}

/** Where an operation names no 400, the service's one form of it holds. */
export function responseSchema(name: string, status: number): Schema {
  const { responses } = operation(name);
  const failed = status === 400 ? operation('POST /api/publish_token').responses['400'] : responses.default;
  const found = responses[String(status)] ?? failed;
  if (found === undefined) throw new Error(`the description has no answer ${status} to ${name}`);
  return found.content['application/json'].schema;
}

export function requestBody(name: string): Content['content']['application/json'] {
  const found = operation(name).requestBody;
  if (found === undefined) throw new Error(`${name} has no body`);
  return found.content['application/json'];
}

export function requestExamples(name: string): unknown[] {
  return Object.values(requestBody(name).examples ?? {}).map(({ value }) => value);
}
