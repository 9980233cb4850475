/*
 * What a function's bundle leaves out of the packages that it imports: `left-out.ts` of its folder exports it as `leftOut`.
 * Files are named below node_modules.
 */
export interface LeftOut {
  /** Modules that packages load and the function never calls: what takes their place fails when it is called. */
  readonly unused: readonly string[];
  /** A module → the file that takes its place, below lambda/. */
  readonly replaced: Readonly<Record<string, string>>;
}

export function within(folder: string, files: readonly string[]): string[] {
  return files.map((file) => `${folder}/${file}`);
}
