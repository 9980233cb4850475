import { createPublicKey, type JsonWebKey, type SigningOptions, verify } from 'node:crypto';

export interface Signed {
  /** Node's name of the hash; null where the algorithm has its own. */
  readonly hash: string | null;
  /** Beside the key; undefined where none are needed, since `verify` takes less without them. */
  readonly options: SigningOptions | undefined;
  readonly jwk: JsonWebKey;
  readonly signed: string;
  /** In base64. */
  readonly signature: string;
}

let prepared: { readonly from: Signed; readonly call: () => boolean } | undefined;

/** `crypto.verify` with everything at hand: what is measured as the guard's checking of a token is compared with it. */
export function verifyAlone(from: Signed): boolean {
  if (prepared?.from !== from) prepared = { from, call: prepare(from) };
  return prepared.call();
}

function prepare({ hash, options, jwk, signed, signature }: Signed): () => boolean {
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const key = options === undefined ? publicKey : { ...options, key: publicKey };
  const [data, bytes] = [Buffer.from(signed), Buffer.from(signature, 'base64')];
  return () => verify(hash, data, key, bytes);
}
