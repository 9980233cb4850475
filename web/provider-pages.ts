import type { Client } from '../client/client-of.ts';
import type { Decode } from '../lambda/shared/decoding/decode.ts';
import type { Operation } from './contract.ts';

/*
 * What the stage's providers add to the page. lib/console/console-entry.ts writes it for each stage, so that the page
 * holds nothing of other providers.
 */
export interface ProviderPages {
  /** The client’s methods, as client/route-table.ts writes them. */
  readonly routes: Readonly<Record<string, string>>;
  /** The kinds of tokens, by operation. */
  readonly tokens: Readonly<Record<string, VendedToken>>;
  readonly sections: readonly ProviderSection[];
}

export interface ProviderSection {
  readonly section: Section;
  /** The names of the provider’s routes, or the dry run’s. */
  readonly of: readonly string[];
}

/** A kind of token that a GET vends. */
export interface VendedToken {
  readonly title: string;
  /** The field of the answer with the token. Default: `token`. */
  readonly field?: string;
  /** Without it, its tokens are opaque. */
  readonly decode?: Decode;
}

/** What the page offers to do. */
export interface Choice {
  /** In the page’s address: letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly make: () => HTMLElement;
}

/**
 * What the page offers besides getting a token. It is exported as `section` by console/section.ts in the folder of a
 * provider, or of the dry run.
 *
 * @param operations those that the caller may ask for.
 * @returns undefined when there is nothing in it for this caller.
 */
export type Section = (client: Client, operations: readonly Operation[]) => Choice | undefined;
