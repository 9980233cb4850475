import * as v from 'valibot';

/** A field of the configuration, described by its schema. */
export interface Field {
  /** Its keys, from the outermost section inwards. */
  readonly path: readonly string[];
  /** The values that it takes, in the words of its error message: `a whole number of seconds from 1 to 3600`. */
  readonly takes: string;
  /** The default, as it would be written: undefined for a required field, null for an optional one without a default. */
  readonly byDefault: string | null | undefined;
  readonly description: string;
}

/** The parts that a valibot schema can have. */
interface Schema extends v.GenericSchema {
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly default?: unknown;
  readonly pipe?: readonly Schema[];
  readonly value?: Schema;
  readonly message?: unknown;
  /** Of a schema that depends on its input. */
  readonly getter?: (input: unknown) => Schema;
}

/**
 * All fields in a schema, each section before its own fields. A section without a description is left out.
 *
 * @throws Error that names a field without a description.
 */
export function fieldsOf(schema: v.GenericSchema, path: readonly string[] = []): Field[] {
  return Object.entries(entriesOf(schema)).flatMap(([name, entry]) => {
    const given = usual(entry.wrapped ?? entry);
    const at = [...path, name];
    const within = fieldsOf(given, at);
    const description = v.getDescription(given);
    if (description !== undefined) {
      const takes = within.length > 0 ? 'an object' : (messageOf(given) ?? '');
      return [{ path: at, takes, byDefault: defaultOf(entry, given), description }, ...within];
    }
    if (within.length > 0) return within;
    throw new Error(`${at.join('.')} has no description: give its schema a v.description(…)`);
  });
}

/** What a schema is where its input has nothing: a provider's options, and not its projects. */
function usual(schema: Schema): Schema {
  return schema.getter?.({}) ?? schema;
}

/** The fields of a section. For a record of sections: one section, under the key NAME. */
function entriesOf(schema: Schema): Readonly<Record<string, Schema>> {
  if (schema.entries !== undefined) return schema.entries;
  const named = stepsOf(schema).find(({ value }) => value?.entries !== undefined)?.value;
  return named === undefined ? {} : { NAME: named };
}

/** A default that parsing fills in later, since it depends on other fields, stands in the schema's metadata as `default`. */
function defaultOf(entry: Schema, given: Schema): Field['byDefault'] {
  if (entry.wrapped === undefined) return undefined;
  const byDefault = entry.default ?? v.getMetadata(given).default;
  return byDefault === undefined ? null : JSON.stringify(byDefault).replaceAll('"', "'");
}

/** The first message in the schema: the type's message comes before those of its checks. */
function messageOf(schema: Schema): string | undefined {
  return stepsOf(schema)
    .map(({ message }) => message)
    .find((message) => typeof message === 'string');
}

/** A pipe begins with a schema, which may be a pipe itself. */
function stepsOf(schema: Schema): Schema[] {
  const [first, ...checks] = schema.pipe ?? [];
  return first === undefined ? [schema] : [...stepsOf(first), ...checks];
}
