import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import type { Components } from './openapi-components.ts';

/** What generators read into 32 bits, if nothing says that it has more. */
const INT32_MAX = 2_147_483_647;

/**
 * Regular expressions that tools don't read alike. Without JavaScript's flag `u`, a Unicode category is a list of letters;
 * Go and Rust refuse what looks ahead or behind, and the whole document with it. JSON Schema advises against both (2020-12
 * Core, 6.4).
 */
const UNLIKE = /\\p\{|\(\?<?[=!]/i;

/** Whether every tool reads the pattern as the function does. */
export function isPortable({ source }: RegExp): boolean {
  return !UNLIKE.test(source);
}

/**
 * The JSON Schema of what goes in or comes out. Our own checks can't be written in JSON Schema, and some patterns aren't
 * read alike: they are left out; the function still makes them. On the input side a pipe ends at its first transformation, but its description is kept,
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
      if (type === 'integer') return { ...jsonSchema, type: 'integer', format: 'int64' };
      if (type === 'max_value' && jsonSchema.type === 'integer')
        return wholeNumberUpTo(jsonSchema, Number(requirement));
      if (type !== 'regex' || !(requirement instanceof RegExp)) return undefined;
      if (!isPortable(requirement)) return withoutPattern(jsonSchema);
      return requirement.flags === 'u' ? { ...jsonSchema, pattern: requirement.source } : undefined;
    },
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      const described = 'wrapped' in valibotSchema ? valibotSchema.wrapped : valibotSchema;
      const description = v.getDescription(described as v.GenericSchema);
      return description === undefined ? undefined : { ...jsonSchema, description };
    },
  });
  return rest;
}

function withoutPattern({ pattern: _, ...rest }: JsonSchema): JsonSchema {
  return rest;
}

/** A whole number says how many bits it needs: a generated client would read milliseconds since 1970 into 32. */
export function wholeNumberUpTo({ format, ...schema }: JsonSchema, maximum: number): JsonSchema {
  return { ...schema, ...(maximum <= INT32_MAX ? { format: 'int32' } : { format }), maximum };
}

/** Keywords whose value is data, not a schema. */
const DATA = new Set(['const', 'default', 'enum', 'examples', 'required']);

/** The schema in which each part with a name is a component. Its examples are for `exampleOf`. */
export function withNamedParts(schema: JsonSchema, components: Components): object {
  const { component, examples: _, ...rest } = schema as JsonSchema & { readonly component?: string };
  const own = Object.fromEntries(
    Object.entries(rest).map(([keyword, value]) => {
      if (DATA.has(keyword)) return [keyword, value];
      if (keyword !== 'properties') return [keyword, withPartsIn(value, components)];
      const named = Object.entries(value as object).map(([name, each]) => [name, withPartsIn(each, components)]);
      return [keyword, Object.fromEntries(named)];
    }),
  );
  return component === undefined ? own : components.put('schemas', component, own);
}

function withPartsIn(value: unknown, components: Components): unknown {
  if (Array.isArray(value)) return value.map((each) => withPartsIn(each, components));
  return typeof value === 'object' && value !== null ? withNamedParts(value as JsonSchema, components) : value;
}

/**
 * What fits a schema: its own example, or one made of those of its parts. What may be left out is left out where nothing in
 * it has an example.
 *
 * @returns undefined where a text or number that has none is needed.
 */
export function exampleOf(schema: JsonSchema | boolean | undefined): unknown {
  if (typeof schema !== 'object') return undefined;
  const [given] = (schema.examples ?? []) as unknown[];
  const usual = given ?? schema.const ?? schema.default ?? schema.enum?.[0];
  if (usual !== undefined) return usual;
  if (schema.anyOf !== undefined) return schema.anyOf.map(exampleOf).find((each) => each !== undefined);
  if (schema.type === 'null') return null;
  if (schema.type === 'boolean') return true;
  if (schema.type === 'array') return Array.isArray(schema.items) ? undefined : listOf(exampleOf(schema.items));
  if (schema.type !== 'object') return undefined;
  const { properties = {}, required = [] } = schema;
  const parts = Object.entries(properties)
    .filter(([name, each]) => required.includes(name) || hasExample(each))
    .map(([name, each]) => [name, exampleOf(each)]);
  return Object.fromEntries(parts);
}

function listOf(entry: unknown): unknown {
  return entry === undefined ? undefined : [entry];
}

function hasExample(schema: JsonSchema | boolean): boolean {
  return typeof schema === 'object' && schema.examples !== undefined;
}
