/*
 * What can be limited of a provider's tokens, in the provider's own terms: data only, so that configuration, functions
 * and documents are made of the same. A caller's rights give a value for some of them; what they leave out isn't limited.
 */

interface Described {
  /** What a right allows by it, as the docs tell it: Markdown. */
  readonly description: string;
}

/** Names, such as rooms: rights list patterns, in which `*` stands for any characters. */
export interface Names extends Described {
  readonly kind: 'names';
  /** What a refusal calls one of them: `channel`. */
  readonly called: string;
  /** What a list of them in the rights is called: `channel patterns`. */
  readonly listed: string;
  /** What one looks like, after “expected …”. */
  readonly expected: string;
  /** What a name may consist of; anything, where it isn't said. */
  readonly charset?: RegExp;
  /** The parameter of a query that asks for one. */
  readonly parameter?: string;
}

/** One of a few values, such as a role: rights list those that are allowed. */
export interface Choices<C extends string = string> extends Described {
  readonly kind: 'choices';
  readonly called: string;
  readonly listed: string;
  readonly choices: readonly C[];
  /** The parameter that asks for one: what isn't the caller's is left out of its contract. */
  readonly parameter: string;
}

/** Something that a token may allow or not, such as publishing: rights say `false` where it may not. */
export interface Flag extends Described {
  readonly kind: 'flag';
  readonly called: string;
  /** The parameter of a query that asks for it with `true`. */
  readonly parameter?: string;
}

/** Something that is counted: rights say the most. */
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

/** Of a provider that has nothing to limit but its routes and lifetimes. */
export const noTerms = {} as const satisfies Terms;

/** A name, or a regular expression for many: only who may have every name may have that. */
export type AskedName = string | { readonly regex: string };

type Many<T> = T | readonly T[] | undefined;

/** What rights say of a term, as functions get it. */
export type Limit<T extends Term = Term> = T extends Names
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

/** A value of each term that a request asks for; undefined where it asks for none. None can be forgotten or misspelt. */
export type AskedIn<T extends Terms> = { readonly [name in keyof T]: AskedOf<T[name]> };
