import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This folder: the repository's, or `dist/package` of the installed package. It doesn't depend on the working directory. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Whether this is the installed package. It has JavaScript only, and what a synthesis otherwise makes of sources was
 * built ahead: see build/build-package.ts.
 */
export const isPackage = import.meta.url.endsWith('.js');

/** The file name of a module, for code that looks whether there is one. @param name without its extension. */
export function moduleFile(name: string): string {
  return `${name}${isPackage ? '.js' : '.ts'}`;
}
