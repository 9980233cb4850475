import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Variables that have a value. */
export type Environment = Readonly<Record<string, string>>;

/**
 * What `.env` and the process's environment give; the latter counts. An empty variable is one that isn't given.
 *
 * @throws Error that names a line of the file that can't be read, or isn't read as it looks, by its number alone.
 */
export function readEnvironment(envFile: string, processEnvironment: NodeJS.ProcessEnv): Environment {
  const text = existsSync(envFile) ? readFileSync(envFile, 'utf8') : '';
  checkLines(text, envFile);
  const all = [...Object.entries(parseEnv(text)), ...Object.entries(processEnvironment)];
  return Object.fromEntries(all.filter((entry): entry is [string, string] => Boolean(entry[1])));
}
