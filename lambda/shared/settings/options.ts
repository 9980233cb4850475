import * as v from 'valibot';
import { env, requireEnv } from './environment.ts';

/*
 * One schema checks a function's options twice: in the stage's configuration, where a person reads the message, and in
 * the function's environment. Messages say what is expected and read on after “expected …”.
 */

/** An object with these fields and no others: a misspelt option would otherwise be its default. */
export function section<const E extends v.ObjectEntries>(entries: E) {
  const names = Object.keys(entries).join(', ');
  return v.strictObject(entries, ({ expected }) => {
    if (expected === 'Object') return `an object with ${names}`;
    return expected === 'never' ? `one of ${names}` : 'a value';
  });
}

/** @param unit what is counted, such as `seconds`. */
export function wholeNumberOf(unit: string, min: number, max: number) {
  const expected = `a whole number of ${unit} from ${min} to ${max}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(min, expected), v.maxValue(max, expected));
}

/** @throws Error naming the option, when the environment holds none or wrong ones: the function must not start. */
export function optionsFromEnv<T>(schema: v.GenericSchema<unknown, T>): T {
  const parsed = v.safeParse(schema, JSON.parse(requireEnv(env.options)));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = [env.options, v.getDotPath(issue)].filter(Boolean).join('.');
  throw new Error(`${path}: expected ${issue.message}`);
}
