import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { Audience } from '../../api/route.ts';
import type { Identity } from '../shared/identity/caller-header.ts';
import type { TokenScope } from './options.ts';
import { DisposableToken } from './token.ts';

/** For whom a token was made. It is only reused for a holder that is equal in all of these. */
export interface Holder extends Identity {
  readonly audience: Audience;
  readonly scope: TokenScope;
  /** The viewer's address; undefined where a caller gets the same token from every address. */
  readonly viewerIp: string | undefined;
  /** Who the token is for; undefined where the request doesn't say. */
  readonly tokenId?: string | undefined;
}

/** A token and when it was made, in ms since 1970. */
const KeptToken = v.object({ ...DisposableToken.entries, madeAt: v.number() });
export type KeptToken = v.InferOutput<typeof KeptToken>;

/** A token isn't reused in the last minute of its life. */
export const MARGIN_SECONDS = 60;

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The entry in Momento's cache where a holder's token is kept. Its name doesn't show the viewer's address, and its
 * value is encrypted with a key made from the API key, and bound to the name. Vended tokens may be able to read and
 * write the same cache: to their holders an entry is random bytes, and an entry that they write is ignored.
 *
 * A plain hash of an address would not hide it: all IPv4 addresses can be tried.
 */
export class ReuseEntry {
  readonly name: string;
  readonly #sealingKey: Buffer;

  constructor(apiKey: string, { audience, caller, user, scope, viewerIp, tokenId }: Holder) {
    const isForUser = user !== undefined || tokenId !== undefined;
    const forWhom = [tokenId ?? null, user?.issuer ?? null, user?.name ?? null];
    const holder = JSON.stringify([audience, caller, scope, viewerIp ?? null, ...(isForUser ? forWhom : [])]);
    this.name = `stagepass-${createHmac('sha256', derived(apiKey, 'name')).update(holder).digest('base64url')}`;
    this.#sealingKey = derived(apiKey, 'seal');
  }

  seal(token: KeptToken): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#sealingKey, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(this.name));
    return Buffer.concat([nonce, cipher.update(JSON.stringify(token)), cipher.final(), cipher.getAuthTag()]);
  }

  /**
   * @param now in ms since 1970.
   * @returns undefined if it is no token, was not encrypted for this holder, or is about to end.
   */
  open(sealed: Uint8Array, now: number): KeptToken | undefined {
    const token = v.safeParse(v.pipe(v.string(), v.parseJson(), KeptToken), this.#unsealed(sealed));
    return token.success && secondsToReuse(token.output, now) > 0 ? token.output : undefined;
  }

  #unsealed(sealed: Uint8Array): string | undefined {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, this.#sealingKey, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(this.name));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString();
    } catch {
      return undefined;
    }
  }
}

/** For how long a token may still be reused, in whole seconds; 0 or less: not at all. */
export function secondsToReuse({ exp }: DisposableToken, now: number): number {
  return Math.floor(exp - now / 1000) - MARGIN_SECONDS;
}

function derived(apiKey: string, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', apiKey, '', `stagepass momento reuse: ${use}`, 32));
}
