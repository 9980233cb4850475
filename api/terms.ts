/*
 * Terms say what rights can limit in a provider's tokens. They are data only: the schema of the configuration, the
 * checks in functions and the docs are all made from them. A caller's rights have a limit for some terms; a term that
 * they leave out isn't limited.
 */

interface Described {
  /** What a right with this term allows, for the docs: Markdown. */
  readonly description: string;
}

/** Names, such as rooms: rights list patterns, in which `*` stands for any characters. */
export interface Names extends Described {
  readonly kind: 'names';
  /** The name of one of them in errors: `channel`. */
  readonly called: string;
  /** The name of a list of them in the rights: `channel patterns`. */
  readonly listed: string;
  /** What one looks like; “expected ” is put before it. */
  readonly expected: string;
  /** The characters that a name may have. Default: any. */
  readonly charset?: RegExp;
  /** The parameter of a query that asks for one. Its example in a caller's OpenAPI document is one that the caller may use. */
  readonly parameter?: string;
}

/** One of a few values, such as a role: rights list the allowed ones. */
export interface Choices<C extends string = string> extends Described {
  readonly kind: 'choices';
  readonly called: string;
  readonly listed: string;
  readonly choices: readonly C[];
  /**
   * The parameter that asks for one. Its values that the caller may not use are left out of the caller's OpenAPI
   * document.
   */
  readonly parameter: string;
}

/** Something that a token may allow or not, such as publishing: rights say `false` where it may not. */
export interface Flag extends Described {
  readonly kind: 'flag';
  readonly called: string;
  /** The parameter of a query that asks for it with `true`. */
  readonly parameter?: string;
}

/** Something that is counted: rights give the maximum. */
export interface Count extends Described {
  readonly kind: 'count';
  readonly called: string;
  /** What is counted, such as `participants`. */
  readonly unit: string;
  /** The parameter of a query that asks for so many. */
  readonly parameter?: string;
  readonly min: number;
  readonly max: number;
}

export type Term = Names | Choices | Flag | Count;
export type Terms = Readonly<Record<string, Term>>;

/** For a provider where rights can only limit routes and lifetimes. */
export const noTerms = {} as const satisfies Terms;

/** A name, or a regular expression for many names: only a caller whose rights have the pattern `*` may ask for one. */
export type AskedName = string | { readonly regex: string };

type Many<T> = T | readonly T[] | undefined;

/** The type of a term's limit in rights. */
export type TermLimit<T extends Term = Term> = T extends Names
  ? readonly string[]
  : T extends Choices<infer C>
    ? readonly C[]
    : T extends Flag
      ? boolean
      : number;

type AskedOf<T extends Term> = T extends Names
  ? Many<AskedName>
  : T extends Choices<infer C>
    ? Many<C>
    : T extends Flag
      ? boolean | undefined
      : number | undefined;

/** What a request asks for: a value for each term, or undefined. By its type no term can be forgotten or misspelt. */
export type AskedIn<T extends Terms> = { readonly [name in keyof T]: AskedOf<T[name]> };
