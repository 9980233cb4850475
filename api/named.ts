import * as v from 'valibot';

/**
 * What a schema is called in the OpenAPI documents, where it is then written once. Generators call their types so. A title
 * (`v.title`) is what a person reads in its place.
 */
export function named<I>(component: string) {
  return v.metadata<I, { readonly component: string }>({ component });
}

/** @returns undefined where it stands where it is used. */
export function nameOf(schema: v.GenericSchema): string | undefined {
  const { component } = v.getMetadata(schema) as { readonly component?: string };
  return component;
}
