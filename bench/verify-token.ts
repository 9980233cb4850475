import { FETCH_TIMES } from '../edge-auth/bearer/fetch-json.ts';
import { keysOfIssuers } from '../edge-auth/bearer/keys-of-issuers.ts';
import { type SignedIn, signedInReader } from '../edge-auth/bearer/signed-in.ts';
import type { GuardConfig } from '../edge-auth/config.ts';

export interface VerifiedToken {
  readonly config: GuardConfig;
  readonly token: string;
}

let prepared: { readonly from: VerifiedToken; readonly read: (token: string) => Promise<SignedIn> } | undefined;

/** The guard's verifying by itself: from a token's text to the user that it says, with the key at hand. */
export async function verifyToken(from: VerifiedToken): Promise<SignedIn['kind']> {
  if (prepared?.from !== from) {
    const keys = keysOfIssuers(from.config.issuers, {
      keyUrls: {},
      times: FETCH_TIMES,
      now: Date.now,
      log: () => {},
    });
    prepared = { from, read: signedInReader(from.config, keys, Date.now) };
  }
  return (await prepared.read(from.token)).kind;
}
