import * as v from 'valibot';
import { LOST_NAMES } from '../../../api/lost-names.ts';

/**
 * Items by names that the configuration's author chooses. A name that can't be used is an error; none is dropped.
 *
 * @param expected what an error message says after “expected”.
 */
export function named<const K extends v.GenericSchema<string, string>, const T extends v.GenericSchema>(
  name: K,
  item: T,
  expected: string,
) {
  return v.pipe(
    v.custom<Record<string, v.InferInput<T>>>(
      (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
      expected,
    ),
    v.check(
      (input) => !LOST_NAMES.some((key) => Object.hasOwn(input, key)),
      ({ input }) => `no ${LOST_NAMES.filter((key) => Object.hasOwn(input, key)).join(', ')}, which is no name to use`,
    ),
    v.record(name, item, expected),
  );
}
