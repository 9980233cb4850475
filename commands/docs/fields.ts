import * as v from 'valibot';

/** A field of the configuration, as its schema tells it. */
export interface Field {
  /** From the outermost section inwards. */
  readonly path: readonly string[];
  /** What it takes, as an error says it: `a whole number of seconds from 1 to 3600`. */
  readonly takes: string;
  /** As it would be written; undefined where the field must be given, null where it may be left out and is nothing then. */
  readonly byDefault: string | null | undefined;
  readonly description: string;
}

/** What a schema of valibot may be made of. */
interface Schema extends v.GenericSchema {
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly default?: unknown;
  readonly pipe?: readonly Schema[];
  readonly value?: Schema;
  readonly message?: unknown;
}

/**
 * All fields within a schema, each section before what is in it. A section that says nothing of itself is left out.
 *
 * @throws Error that names the field, where one has no description.
 */
export function fieldsOf(schema: v.GenericSchema, path: readonly string[] = []): Field[] {
  return Object.entries(entriesOf(schema)).flatMap(([name, entry]) => {
    const given = entry.wrapped ?? entry;
    const at = [...path, name];
    const within = fieldsOf(given, at);
    const description = v.getDescription(given);
    if (description !== undefined) {
      const takes = within.length > 0 ? 'an object' : (messageOf(given) ?? '');
      return [{ path: at, takes, byDefault: defaultOf(entry), description }, ...within];
    }
    if (within.length > 0) return within;
    throw new Error(`${at.join('.')} has no description: give its schema a v.description(…)`);
  });
}

/** Of a section its fields; of sections by name, one of them, by the name NAME. */
function entriesOf(schema: Schema): Readonly<Record<string, Schema>> {
  if (schema.entries !== undefined) return schema.entries;
  const named = stepsOf(schema).find(({ value }) => value?.entries !== undefined)?.value;
  return named === undefined ? {} : { NAME: named };
}

function defaultOf(entry: Schema): Field['byDefault'] {
  if (entry.wrapped === undefined) return undefined;
  return entry.default === undefined ? null : JSON.stringify(entry.default).replaceAll('"', "'");
}

/** The first that there is: what a schema expects stands before what its checks do. */
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
