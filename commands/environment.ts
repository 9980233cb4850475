import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Variables that have a value. */
export type Environment = Readonly<Record<string, string>>;

/**
 * The variables in `.env` and in the process's environment, which takes precedence. Empty variables count as not given.
 *
 * @throws Error when a line of the file can't be read, or would be read differently from how it looks. The error has the
 *   line's number only, since its text may be a key.
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

/** The numbers of the lines in the file that set an unknown variable. */
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
  // Node takes everything after a # for a comment, also in the middle of a value.
  return /\S#/.test(value) ? 'a value with a # in it stands in quotes: NAME="value"' : undefined;
}

function textOf(envFile: string): string {
  // Some editors write a byte order mark, which would become part of the first name.
  return existsSync(envFile) ? readFileSync(envFile, 'utf8').replace(/^\uFEFF/, '') : '';
}

function linesOf(text: string): [index: number, line: string][] {
  return [...text.split(/\r?\n/).entries()];
}
