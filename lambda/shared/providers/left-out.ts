/*
 * The files of packages that a function's bundle leaves out: `left-out.ts` in its folder exports them as `leftOut`.
 * Paths are relative to node_modules.
 */
export interface LeftOut {
  /** Modules that packages load but the function never calls. They are replaced by a stub that throws when called. */
  readonly unused: readonly string[];
  /** Module → the file below lambda/ that replaces it. Bundles are made anew when something changes in that folder. */
  readonly replaced: Readonly<Record<string, `stand-ins/${string}`>>;
}

export function within(folder: string, files: readonly string[]): string[] {
  return files.map((file) => `${folder}/${file}`);
}
