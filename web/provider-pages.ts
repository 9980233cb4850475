import type { Client } from '../client/client-of.ts';
import type { Decode } from '../lambda/shared/decoding/decode.ts';
import type { Operation } from './contract.ts';

/*
 * What the stage's providers bring to the page. lib/console/console-entry.ts writes it down, for each stage its own: of any
 * other provider there is nothing in the page.
 */
export interface ProviderPages {
  /** The client’s methods, as client/route-table.ts writes them. */
  readonly routes: Readonly<Record<string, string>>;
  /** What can be asked for, by its operation. */
  readonly tokens: Readonly<Record<string, VendedToken>>;
  readonly sections: readonly Section[];
}

/** A kind of token that a GET vends. */
export interface VendedToken {
  readonly title: string;
  /** Without it, its tokens are opaque. */
  readonly decode?: Decode;
}

/** What the page offers to do. */
export interface Choice {
  readonly title: string;
  readonly make: () => HTMLElement;
}

/**
 * What a provider offers beside getting a token. Its folder has it as `section` in console/section.ts.
 *
 * @param operations those that the caller may ask for.
 * @returns undefined when there is nothing in it for this caller.
 */
export type Section = (client: Client, operations: readonly Operation[]) => Choice | undefined;
