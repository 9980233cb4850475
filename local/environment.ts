import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Variables that have a value. */
export type Environment = Readonly<Record<string, string>>;

/** What `.env` and the process's environment give; the latter counts. An empty variable is one that isn't given. */
export function readEnvironment(envFile: string, processEnvironment: NodeJS.ProcessEnv): Environment {
  const inFile = existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8')) : {};
  const given: Record<string, string> = {};
  for (const [name, value] of [...Object.entries(inFile), ...Object.entries(processEnvironment)]) {
    if (value) given[name] = value;
  }
  return given;
}
