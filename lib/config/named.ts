import * as v from 'valibot';

/** Keys that valibot's records leave out without a word, since objects have something by these names already. */
const UNUSABLE = ['__proto__', 'constructor', 'prototype'];

/**
 * Items by names that the configuration's author chooses. No name vanishes: one that can't be used is an error.
 *
 * @param expected reads on after “expected …”.
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
      (input) => !UNUSABLE.some((key) => Object.hasOwn(input, key)),
      ({ input }) => `no ${UNUSABLE.filter((key) => Object.hasOwn(input, key)).join(', ')}, which is no name to use`,
    ),
    v.record(name, item, expected),
  );
}
