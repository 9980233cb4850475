import * as v from 'valibot';
import { LOST_NAMES } from './lost-names.ts';
import { seenFirst } from './seen-first.ts';

/**
 * An object of texts by name. What can't be passed on as it was given is refused: a list, and names that would be lost.
 *
 * @param expected the message for what is no such object.
 * @param parameter begins the messages of a query's schema; those of a body's follow the field's name anyway.
 */
export function textRecord<const N extends v.GenericSchema<string>, const T extends v.GenericSchema<string>>(
  name: N,
  text: T,
  expected: string,
  parameter?: string,
) {
  return seenFirst(v.record(name, text, expected), (given) => {
    if (typeof given !== 'object' || given === null) return { value: given };
    if (Array.isArray(given)) return { refusal: refused(expected) };
    const lost = LOST_NAMES.find((each) => Object.hasOwn(given, each));
    const must = parameter === undefined ? 'must' : `${parameter} must`;
    return lost === undefined ? { value: given } : { refusal: refused(`${must} have no name "${lost}"`) };
  });
}

function refused(message: string) {
  return v.custom<never>(() => false, message);
}
