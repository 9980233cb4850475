import { accessSync, constants, existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { shownText } from '../shown-text.ts';

/** @throws UsageError where no project can be made there: something else has the name, or it may not be written into. */
export function checkFolder(dir: string): void {
  let there = resolve(dir);
  while (!isThere(there)) there = dirname(there);
  if (!isFolder(there)) throw new UsageError(`${shownText(there)} is no folder: take another one; nothing was written`);
  mustBeWritable(there);
}

/**
 * The text of a file in the folder; undefined where there is none, and one can be written.
 *
 * @throws UsageError where neither is so: also where a link leads out of the folder, since what is there isn't the project's.
 */
export function textIn(dir: string, path: string): string | undefined {
  const folders = path.split('/').slice(0, -1);
  for (const [at] of folders.entries()) {
    const folder = folders.slice(0, at + 1).join('/');
    const there = lstatSync(join(dir, folder), { throwIfNoEntry: false });
    if (there === undefined) return undefined;
    if (there.isSymbolicLink()) throw inTheWay(folder, 'a link, which init doesn’t follow');
    if (!there.isDirectory()) throw inTheWay(folder, 'no folder');
    mustBeWritable(join(dir, folder));
  }
  const file = join(dir, path);
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there === undefined) return undefined;
  if (there.isSymbolicLink() && !existsSync(file)) throw inTheWay(path, 'a link to nothing');
  if (!statSync(file).isFile()) throw inTheWay(path, 'no file');
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw inTheWay(path, 'not to be read');
  }
}

/** @throws UsageError where a file that init changes can't be changed in this folder alone. */
export function checkChangeable(dir: string, path: string): void {
  if (lstatSync(join(dir, path)).isSymbolicLink()) throw inTheWay(path, 'a link, which init doesn’t follow');
  mustBeWritable(join(dir, path));
}

/** The folder of the repository that a folder is in. */
export function repositoryOf(dir: string): string | undefined {
  for (let above = resolve(dir); ; above = dirname(above)) {
    if (existsSync(join(above, '.git'))) return above;
    if (above === dirname(above)) return undefined;
  }
}

function inTheWay(path: string, what: string): UsageError {
  return new UsageError(`${path} is ${what}: move it away, or take another folder; nothing was written`);
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // Something above it is a file.
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return false;
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function mustBeWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch {
    throw new UsageError(`${shownText(path)} may not be written to; nothing was written`);
  }
}
