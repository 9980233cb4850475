import { isDeepStrictEqual } from 'node:util';

type Kind = 'schemas' | 'parameters' | 'requestBodies' | 'responses' | 'headers';

/** The parts of a document that have a name of their own. */
export class Components {
  readonly #all: Record<Kind, Record<string, object>> = {
    schemas: {},
    parameters: {},
    requestBodies: {},
    responses: {},
    headers: {},
  };

  /**
   * @returns what stands in the part's place: a reference.
   * @throws Error where another part has the name already.
   */
  put(kind: Kind, name: string, part: object): { readonly $ref: string } {
    const before = this.#all[kind][name];
    if (before !== undefined && !isDeepStrictEqual(before, part)) {
      throw new Error(`two different ${kind} are called ${name}: give one of them another name`);
    }
    this.#all[kind][name] = part;
    return { $ref: `#/components/${kind}/${name}` };
  }

  /** As the document has them. */
  all(): Partial<Record<Kind, Record<string, object>>> {
    return Object.fromEntries(Object.entries(this.#all).filter(([, named]) => Object.keys(named).length > 0));
  }
}
