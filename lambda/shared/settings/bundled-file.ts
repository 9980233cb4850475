import { readFileSync } from 'node:fs';
import * as v from 'valibot';

/**
 * What the stage put beside the function's bundle: all that grows with a configuration, since environment variables have
 * 4 KB together.
 *
 * @throws Error naming the file and what is wrong with it: the function is deployed wrongly and must not start.
 */
export function bundledFile<T>(name: string, schema: v.GenericSchema<unknown, T>): T {
  const parsed = v.safeParse(schema, JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = [name, v.getDotPath(issue)].filter(Boolean).join('.');
  throw new Error(`${path}: expected ${issue.message}`);
}
