/*
 * Documents name what stands at several places once, in their components, and refer to it. Here that is undone, for who
 * reads a document as a whole, and made good, for who took a part of one. No schema library: the console and the function
 * that serves the contract use it.
 */

interface Reference {
  readonly $ref: string;
}

function isReference(part: object): part is Reference {
  return '$ref' in part && typeof part.$ref === 'string';
}

/** What a reference of the document names: `#/components/schemas/ErrorBody`. */
function named(document: object, $ref: string): unknown {
  return $ref
    .split('/')
    .slice(1)
    .reduce((within: unknown, key) => (within as Readonly<Record<string, unknown>> | undefined)?.[key], document);
}

/** What stands at a place of the document, or what the reference there names. */
export function resolved<T extends object>(document: object, part: T | Reference): T {
  return isReference(part) ? (named(document, part.$ref) as T) : part;
}

/**
 * A part of the document in which everything stands where it is referred to. No schema of the contract refers to itself.
 */
export function dereferenced(document: object, part: unknown = document): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((each) => dereferenced(document, each));
  if (isReference(part)) {
    const { $ref, ...beside } = part;
    return { ...(dereferenced(document, named(document, $ref)) as object), ...beside };
  }
  return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, dereferenced(document, each)]));
}

/** The document without components that nothing refers to any more. Security schemes are named, not referred to. */
export function withoutUnused<D extends object>(document: D & { readonly components?: object }): D {
  const { components = {}, ...rest } = document;
  const used = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if (isReference(part) && !used.has(part.$ref)) {
      used.add(part.$ref);
      visit(named(document, part.$ref));
    }
    for (const each of Object.values(part)) visit(each);
  };
  visit(rest);
  const kept = Object.entries(components).map(([kind, all]) => [
    kind,
    kind === 'securitySchemes'
      ? all
      : Object.fromEntries(Object.entries(all as object).filter(([name]) => used.has(`#/components/${kind}/${name}`))),
  ]);
  return { ...document, components: Object.fromEntries(kept.filter(([, all]) => Object.keys(all).length > 0)) };
}
