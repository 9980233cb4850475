import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Variables that have a value. */
export type Environment = Readonly<Record<string, string>>;

/**
 * What `.env` and the process's environment give; the latter counts. An empty variable is one that isn't given.
 *
 * @throws Error when a line of the file can't be read, or would be read as something else than it looks like. It is named
 *   by its number: what stands in it may be a key.
 */
export function readEnvironment(envFile: string, processEnvironment: NodeJS.ProcessEnv): Environment {
  const text = textOf(envFile);
  for (const [index, line] of linesOf(text)) {
    const problem = problemOf(line);
    if (problem !== undefined) throw new Error(`${envFile} line ${index + 1}: ${problem}`);
  }
  const all = [...Object.entries(parseEnv(text)), ...Object.entries(processEnvironment)];
  return Object.fromEntries(all.filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** The numbers of those lines of the file that give a variable nobody asks for. */
export function unknownLines(envFile: string, isKnown: (variable: string) => boolean): number[] {
  return linesOf(textOf(envFile)).flatMap(([index, line]) => {
    const [, name] = ASSIGNMENT.exec(line) ?? [];
    return name === undefined || isKnown(name) ? [] : [index + 1];
  });
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/;
const QUOTED = /^(["'`])(?:(?!\1).)*\1\s*(?:#.*)?$/;

function problemOf(line: string): string | undefined {
  if (/^\s*(?:#|$)/.test(line)) return undefined;
  const [, , value] = ASSIGNMENT.exec(line) ?? [];
  if (value === undefined) return 'this is neither NAME=value nor a # comment';
  if (/^["'`]/.test(value))
    return QUOTED.test(value) ? undefined : 'a quoted value ends with its own quote, in the same line';
  // Node takes all that stands behind a # for a comment, wherever it stands.
  return /\S#/.test(value) ? 'a value with a # in it stands in quotes: NAME="value"' : undefined;
}

function textOf(envFile: string): string {
  // Some editors write a byte order mark, which would be a part of the first name.
  return existsSync(envFile) ? readFileSync(envFile, 'utf8').replace(/^\uFEFF/, '') : '';
}

function linesOf(text: string): [index: number, line: string][] {
  return [...text.split(/\r?\n/).entries()];
}
