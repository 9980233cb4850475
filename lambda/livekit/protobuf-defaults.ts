import * as v from 'valibot';
import { optional } from '../../api/body.ts';
import { seenFirst } from '../../api/seen-first.ts';

/*
 * In protobuf a field with its type's default is the same as one that isn't given, and some clients send it.
 */

/** A text that may be left out, or be empty. */
export function orEmpty<const S extends v.GenericSchema<string>>(schema: S) {
  return seenFirst(optional(schema), (given) => ({ value: given === '' ? undefined : given }));
}

/** A field that no request may give, whatever the stage says: see room-config.ts. */
export function never(isDefault: (given: unknown) => boolean) {
  return seenFirst(optional(v.pipe(v.unknown(), v.description('Refused.'))), (given) => ({
    value: isDefault(given) ? undefined : given,
  }));
}

/** An object in which nothing is given. */
export function isEmpty(given: unknown): boolean {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
  return Object.values(given).every((value) => value === null);
}
