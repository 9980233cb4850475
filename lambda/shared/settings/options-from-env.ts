import * as v from 'valibot';
import { env, requireEnv } from './environment.ts';

/** @throws Error naming the option, when the environment holds none or wrong ones: the function must not start. */
export function optionsFromEnv<T>(schema: v.GenericSchema<unknown, T>): T {
  const parsed = v.safeParse(schema, JSON.parse(requireEnv(env.options)));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = [env.options, v.getDotPath(issue)].filter(Boolean).join('.');
  throw new Error(`${path}: expected ${issue.message}`);
}
