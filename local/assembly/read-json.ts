import { readFileSync } from 'node:fs';
import * as v from 'valibot';

/** @throws Error when the file hasn't the form that `cdk synth` gives it. */
export function readJson<T>(path: string, schema: v.GenericSchema<unknown, T>): T {
  const parsed = v.safeParse(schema, JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Error(`${path} has an unexpected form; run cdk synth again: ${v.getDotPath(issue) ?? ''} ${issue.message}`);
}
