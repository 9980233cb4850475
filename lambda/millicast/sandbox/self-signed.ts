import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import type { SubscribeToken } from './token.ts';

/** The algorithms that the service accepts. All are HMAC, so a key can't be misused with another kind of algorithm. */
const hashes: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };

/** A `crit` header lists extensions that must be understood (RFC 7515, 4.1.11); the service understands none. */
const Header = v.object({ alg: v.picklist(Object.keys(hashes)), crit: v.optional(v.never()) });

/** The service ignores other fields of the payload. */
const Payload = v.object({
  streaming: v.object({
    tokenId: v.pipe(v.number(), v.integer()),
    tokenType: v.literal('Subscribe'),
    streamName: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
    allowedOrigins: v.nullish(v.array(v.string()), () => []),
    allowedIpAddresses: v.nullish(v.array(v.string()), () => []),
    tracking: v.nullish(v.object({ trackingId: v.nullish(v.string()) })),
    customViewerData: v.nullish(v.pipe(v.string(), v.maxLength(1024))),
  }),
  exp: v.pipe(v.number(), v.finite()),
  nbf: v.optional(v.pipe(v.number(), v.finite())),
});

/** The claims of a self-signed token. `exp` and `nbf` are in seconds since 1970. */
export type SelfSignedClaims = v.InferOutput<typeof Payload>;

export type SelfSignedRefusal =
  | 'self_signed_malformed'
  | 'self_signed_parent_unknown'
  | 'self_signed_bad_signature'
  | 'self_signed_expired'
  | 'self_signed_not_yet_valid'
  | 'self_signed_tracking_id_differs';

export type SelfSigned =
  | { readonly parent: SubscribeToken; readonly claims: SelfSignedClaims }
  | { readonly refusal: SelfSignedRefusal };

/**
 * Checks everything of a self-signed subscribe token that doesn't depend on the request: its form, its signature with
 * the parent's token string, its times, and its tracking id, which must be the parent's if the parent has one. It uses
 * only node:crypto, so that it can't have the same mistakes as the library that signs.
 *
 * @param at ms since 1970.
 */
export function readSelfSigned(jwt: string, parents: readonly SubscribeToken[], at: number): SelfSigned {
  const [header = '', payload = '', signature = '', ...rest] = jwt.split('.');
  const head = v.safeParse(Header, jsonOf(header));
  const body = v.safeParse(Payload, jsonOf(payload));
  const signed = bytesOf(signature);
  if (!head.success || !body.success || signed === undefined || rest.length > 0) {
    return { refusal: 'self_signed_malformed' };
  }
  const claims = body.output;

  const parent = parents.find(({ id }) => id === claims.streaming.tokenId);
  if (parent === undefined) return { refusal: 'self_signed_parent_unknown' };
  const hash = hashes[head.output.alg] ?? '';
  const expected = createHmac(hash, parent.token).update(`${header}.${payload}`).digest();
  if (signed.length !== expected.length || !timingSafeEqual(signed, expected)) {
    return { refusal: 'self_signed_bad_signature' };
  }

  if (at >= claims.exp * 1000) return { refusal: 'self_signed_expired' };
  if (claims.nbf !== undefined && at < claims.nbf * 1000) return { refusal: 'self_signed_not_yet_valid' };
  if (parent.trackingId !== null && claims.streaming.tracking?.trackingId !== parent.trackingId) {
    return { refusal: 'self_signed_tracking_id_differs' };
  }
  return { parent, claims };
}

/** Node's decoder skips characters that aren't base64url, but a token that contains them is no JWT (RFC 7515, 2). */
function bytesOf(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(bytesOf(part)?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}
