import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

let kept: string | undefined;

/**
 * From now on, a function that was bundled once is copied from this folder, whichever process bundled it. A change of its
 * sources isn't noticed: for a run of tests, which synthesizes dozens of stages from the same ones.
 */
export function keepBundlesIn(dir: string): void {
  kept = dir;
}

/** @param name of the bundle. @param write puts its files into a folder, if they aren't kept. */
export function keptOr(name: string, outputDir: string, write: (dir: string) => void): void {
  if (kept === undefined) {
    write(outputDir);
    return;
  }
  const from = join(kept, name);
  if (!existsSync(from)) keep(from, write);
  cpSync(from, outputDir, { recursive: true });
}

/** Writes it under another name first: another process must see all of a bundle or nothing. */
function keep(dir: string, write: (dir: string) => void): void {
  const unfinished = mkdtempSync(`${dir}-`);
  write(unfinished);
  try {
    renameSync(unfinished, dir);
  } catch (error) {
    // Another process was first.
    rmSync(unfinished, { recursive: true });
    if (!existsSync(dir)) throw error;
  }
}
