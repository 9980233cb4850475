/** What a folder below lambda/ may add to the console: the name of its export, and the module that exports it. */
export const partKinds = { decode: 'decode.ts', section: 'console/section.ts' } as const;

export type PartKind = keyof typeof partKinds;

/** The file of the script that all parts need, and that comes first. Its exports are in the variable `core`. */
export const CORE = 'core.js';

/** The file of a part. @param id of the provider, or `dry-run`. */
export function partFile(kind: PartKind, id: string): string {
  return `${id}.${kind}.js`;
}

/** The variable with a part's exports. */
export function partVariable(kind: PartKind, id: string): string {
  return `${kind}_${id.replaceAll('-', '_')}`;
}
