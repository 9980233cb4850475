import { isUtf8 } from 'node:buffer';
import { hasRepeatedNames } from './repeated-names.ts';
import type { TokenFault } from './token-faults.ts';

/** The members of a JSON object. Only its own properties are members. */
export type Members = Readonly<Record<string, unknown>>;

/** A signed token (RFC 7519, as a compact JWS) that has what every token must have. Nothing in it is verified. */
export interface JsonWebToken {
  readonly alg: string;
  readonly kid: string;
  readonly iss: string;
  /** In seconds since 1970. */
  readonly exp: number;
  /** In seconds since 1970. */
  readonly nbf: number | undefined;
  readonly claims: Members;
  /** What the signature is over. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/**
 * What issuers write in `typ`: nothing, `JWT`, or that it is an access token (RFC 9068; one issuer has a prefix of its
 * own). Anything else says that it is no token to ask with, such as a logout token, which the same key may have signed.
 */
const TYPE = /^(?:application\/)?(?:jwt|(?:[a-z]+-)*at\+jwt)$/i;

/**
 * Keys in the header (`jwk`, `jku`, `x5c`, `x5u`) are never looked at: only the issuer's keys count.
 *
 * @returns what is wrong where it is no such token.
 */
export function parseJsonWebToken(token: string): JsonWebToken | TokenFault {
  const first = token.indexOf('.');
  const last = token.lastIndexOf('.');
  const [headerText, claimsText] = [token.slice(0, first), token.slice(first + 1, last)];
  const signatureText = token.slice(last + 1);
  // A dot more than two is no character of the claims' base64url.
  if (first < 1 || claimsText === '' || signatureText === '') return 'malformed';
  const header = headerIn(headerText);
  const claims = membersIn(claimsText);
  const signature = bytesOf(signatureText);
  if (header === undefined || claims === undefined || signature === undefined) return 'malformed';

  const [alg, kid, typ] = [own(header, 'alg'), own(header, 'kid'), own(header, 'typ')];
  // An extension that must be understood (RFC 7515 §4.1.11): none is.
  if (own(header, 'crit') !== undefined) return 'critical header';
  if (typ !== undefined && !(typeof typ === 'string' && TYPE.test(typ))) return 'type';
  const [iss, exp, nbf, iat] = [own(claims, 'iss'), own(claims, 'exp'), own(claims, 'nbf'), own(claims, 'iat')];
  if (typeof alg !== 'string' || typeof kid !== 'string' || typeof iss !== 'string') return 'malformed';
  if (!isTime(exp) || !(nbf === undefined || isTime(nbf)) || !(iat === undefined || isTime(iat))) return 'malformed';
  const signed = Buffer.from(token.slice(0, last), 'latin1');
  return { alg: algorithmNamed(alg), kid, iss, exp, nbf, claims, signed, signature };
}

/** RFC 9864 gives the algorithm of Ed25519 a name of its own. */
export function algorithmNamed(alg: string): string {
  return alg === 'Ed25519' ? 'EdDSA' : alg;
}

/** A member; undefined where there is none, whatever objects inherit. */
export function own(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function isTime(value: unknown): value is number {
  return Number.isFinite(value);
}

let lastHeader: { readonly text: string; readonly members: Members } | undefined;

/** All tokens of a key have the same header, so the last one is kept: to read it takes a quarter of what is around a signature. */
function headerIn(text: string): Members | undefined {
  if (text === lastHeader?.text) return lastHeader.members;
  const members = membersIn(text);
  if (members !== undefined) lastHeader = { text, members };
  return members;
}

function membersIn(base64url: string): Members | undefined {
  const bytes = bytesOf(base64url);
  if (bytes === undefined || !isUtf8(bytes)) return undefined;
  const json = bytes.toString('utf8');
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    return hasRepeatedNames(json, parsed) ? undefined : (parsed as Members);
  } catch {
    return undefined;
  }
}

function bytesOf(base64url: string): Buffer | undefined {
  const bytes = Buffer.from(base64url, 'base64url');
  // Buffer skips what isn't base64url. Encoding the bytes again shows whether there was any.
  return bytes.toString('base64url') === base64url ? bytes : undefined;
}
