import * as v from 'valibot';
import { env, requireEnv } from './environment.ts';

/** @throws Error with the name of the option that is missing or wrong: the function must not start. */
export function optionsFromEnv<T>(schema: v.GenericSchema<unknown, T>): T {
  const parsed = v.safeParse(schema, JSON.parse(requireEnv(env.options)));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = [env.options, v.getDotPath(issue)].filter(Boolean).join('.');
  throw new Error(`${path}: expected ${issue.message}`);
}
