import type { OpenApiDocument } from '../../api/openapi-document.ts';

interface Schema {
  readonly const?: unknown;
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Body {
  readonly content: Readonly<Record<string, { readonly example?: unknown }>>;
}

interface Components {
  readonly parameters?: Readonly<Record<string, object>>;
  readonly schemas?: Readonly<Record<string, Schema>>;
  readonly requestBodies?: Readonly<Record<string, Body>>;
}

/** The parameter of queries, and the field of bodies, that ask for a lifetime in seconds. */
const PARAMETER = 'expireTime';
const FIELD = 'expires';

/**
 * The document of a caller whose tokens live no longer than this. A lifetime’s parameter and the bodies have names in
 * every document, and the maximum is that of all the caller’s routes: so what is named is changed itself.
 */
export function withinLifetime(document: OpenApiDocument, seconds: number | undefined): OpenApiDocument {
  if (seconds === undefined) return document;
  const { parameters = {}, schemas = {}, requestBodies = {}, ...others } = document.components as Components;
  return {
    ...document,
    components: {
      ...others,
      parameters: each(parameters, (parameter) => parameterWithin(parameter, seconds)),
      schemas: each(schemas, (schema) => bodyWithin(schema, seconds)),
      requestBodies: each(requestBodies, (body) => ({
        ...body,
        content: each(body.content, (content) => exampleWithin(content, seconds)),
      })),
    },
  };
}

function each<T, U>(all: Readonly<Record<string, T>>, change: (one: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one)]));
}

function parameterWithin<P extends { readonly name?: string; readonly example?: unknown; readonly schema?: Schema }>(
  parameter: P,
  seconds: number,
): object {
  const { name, example, schema = {}, ...others } = parameter;
  if (name !== PARAMETER) return parameter;
  const own = Math.min(Number(example), seconds);
  // A provider’s shortest lifetime may be beyond what the caller may have: then no example is right.
  return {
    name,
    ...others,
    ...(own >= (schema.minimum ?? 0) && { example: own }),
    schema: wholeWithin(schema, seconds),
  };
}

function bodyWithin(schema: Schema, seconds: number): Schema {
  const lifetime = schema.properties?.[FIELD];
  // Ably’s answers have a field of this name, too: a time, which is never "never".
  if (lifetime === undefined || !isNever(lifetime)) return schema;
  return { ...schema, properties: { ...schema.properties, [FIELD]: wholeWithin(lifetime, seconds) } };
}

function isNever({ const: value, anyOf = [] }: Schema): boolean {
  return value === 'never' || anyOf.some(isNever);
}

/** Without "never", and with the maximum at each whole number. */
function wholeWithin(schema: Schema, seconds: number): Schema {
  const { anyOf, maximum = Number.POSITIVE_INFINITY } = schema;
  return {
    ...schema,
    ...(schema.type === 'integer' && { maximum: Math.min(maximum, seconds) }),
    ...(anyOf && {
      anyOf: anyOf.filter((choice) => choice.const !== 'never').map((choice) => wholeWithin(choice, seconds)),
    }),
  };
}

function exampleWithin<C extends { readonly example?: unknown }>(content: C, seconds: number): C {
  const example = content.example as { readonly [FIELD]?: unknown } | undefined;
  if (typeof example?.[FIELD] !== 'number') return content;
  return { ...content, example: { ...example, [FIELD]: Math.min(example[FIELD], seconds) } };
}
