import { createPublicKey, type JsonWebKey, type SigningOptions, verify } from 'node:crypto';

export interface Signed {
  /** Node's name of the hash; null where the algorithm has its own. */
  readonly hash: string | null;
  /** Beside the key; undefined where none are needed, since `verify` takes less without them. */
  readonly options: SigningOptions | undefined;
  readonly jwk: JsonWebKey;
  readonly signed: string;
  /** In base64url. */
  readonly signature: string;
}

let prepared: { readonly from: Signed; readonly call: () => boolean } | undefined;

/**
 * `crypto.verify` with the key at hand, and the bytes from a token's text: what is measured as the guard's verifying is
 * compared with it.
 */
export function verifyAlone(from: Signed): boolean {
  if (prepared?.from !== from) prepared = { from, call: prepare(from) };
  return prepared.call();
}

function prepare({ hash, options, jwk, signed, signature }: Signed): () => boolean {
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const key = options === undefined ? publicKey : { ...options, key: publicKey };
  return () => verify(hash, Buffer.from(signed), key, Buffer.from(signature, 'base64url'));
}
