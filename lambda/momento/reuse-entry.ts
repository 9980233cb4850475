import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { Audience } from '../../api/route.ts';
import type { TokenScope } from './options.ts';
import { DisposableToken } from './token.ts';

/** Whom a token was made for. Whoever differs in any of it gets another token. */
export interface Holder {
  readonly audience: Audience;
  readonly caller: string;
  readonly scope: TokenScope;
  /** The viewer's address; undefined where a caller gets the same token at every address. */
  readonly viewerIp: string | undefined;
}

/** A token and when it was made, in ms since 1970. */
const KeptToken = v.object({ ...DisposableToken.entries, madeAt: v.number() });
export type KeptToken = v.InferOutput<typeof KeptToken>;

/** In the last minute of its life no token is handed out again. */
export const MARGIN_SECONDS = 60;

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Where a holder's token is kept in Momento's cache, and how: under a name that tells no address, sealed so that only
 * who has the API key can read it, and only under that name. Tokens that this or another service vends may read or
 * write the same cache; to them an entry is noise, and what they write is a miss.
 *
 * A plain hash of an address would not do: there are few enough IPv4 addresses to try them all.
 */
export class ReuseEntry {
  readonly name: string;
  readonly #sealingKey: Buffer;

  constructor(apiKey: string, { audience, caller, scope, viewerIp }: Holder) {
    const holder = JSON.stringify([audience, caller, scope, viewerIp ?? null]);
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
   * @returns undefined for what isn't a token, was not sealed for this very holder, or is about to end.
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

/** For how long a token may be handed out again, in whole seconds; 0 or less: not at all. */
export function secondsToReuse({ exp }: DisposableToken, now: number): number {
  return Math.floor(exp - now / 1000) - MARGIN_SECONDS;
}

function derived(apiKey: string, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', apiKey, '', `stagepass momento reuse: ${use}`, 32));
}
