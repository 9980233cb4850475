import { readFileSync } from 'node:fs';
import * as v from 'valibot';

/**
 * Reads a file that the stage put beside the function's bundle. Everything that grows with the configuration is in such
 * files, because all environment variables together have only 4 KB.
 *
 * @throws Error with the name of the file and what is wrong: the function is deployed wrongly and must not start.
 */
export function bundledFile<T>(name: string, schema: v.GenericSchema<unknown, T>): T {
  const parsed = v.safeParse(schema, JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = [name, v.getDotPath(issue)].filter(Boolean).join('.');
  throw new Error(`${path}: expected ${issue.message}`);
}
