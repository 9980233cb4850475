import type * as v from 'valibot';

/** What a schema gets instead of what was given, or why it gets nothing. */
export type Seen = { readonly value: unknown } | { readonly refusal: v.GenericSchema };

/**
 * The schema, with a look at what is given before the schema reads it: an object or a record of valibot takes a list, too,
 * and leaves out names without a word. A pipe can’t look first, since in the OpenAPI document it is what its first schema
 * is.
 */
export function seenFirst<const S extends v.GenericSchema>(schema: S, see: (given: unknown) => Seen): S {
  const run: v.GenericSchema['~run'] = (dataset, config) => {
    const seen = see(dataset.value);
    return 'refusal' in seen ? seen.refusal['~run'](dataset, config) : schema['~run']({ value: seen.value }, config);
  };
  return { ...schema, '~run': run };
}
