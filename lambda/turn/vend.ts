import type { Identity } from '../shared/identity/caller-header.ts';
import type { Lifetime } from '../shared/rights/lifetime.ts';
import type { IceServers } from './contract.ts';

export interface AskedServers extends Identity {
  /** Undefined where the request names none. */
  readonly userId: string | undefined;
  /** The longest that the credential may live. */
  readonly seconds: number;
  /** The stage’s for this caller. */
  readonly lifetime: Lifetime;
  /** The caller’s credential was refused: it wants a new one. */
  readonly renew: boolean;
}

export type VendIceServers = (asked: AskedServers) => Promise<IceServers>;
