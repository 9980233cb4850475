import { isIP } from 'node:net';
import * as v from 'valibot';
import { parse } from './envelope.ts';
import { addressListed } from './ip-addresses.ts';
import { originAllowed } from './origins.ts';
import { readSelfSigned, type SelfSignedClaims, type SelfSignedRefusal } from './self-signed.ts';
import { coversStream } from './stream-names.ts';
import type { PublishToken, SubscribeToken, Token } from './token.ts';
import { jsonObject } from './token-fields.ts';
import type { TokenStore } from './token-store.ts';

const NO_TIME = 'The time must be an ISO 8601 timestamp.';

export const AdmissionRequest = jsonObject({
  kind: v.picklist(['publish', 'subscribe'], 'The kind must be publish or subscribe.'),
  /** A token's string or a self-signed token. Viewers of an open stream need none. */
  token: v.optional(v.string()),
  streamName: v.string(),
  /** The Origin header of the page: `https://app.example.com`. */
  origin: v.optional(v.string()),
  ip: v.optional(v.string()),
  /** The time of the request (ISO 8601 with a zone). Default: now. */
  at: v.optional(
    v.pipe(
      v.string(),
      v.isoTimestamp(NO_TIME),
      v.check((at) => !Number.isNaN(Date.parse(at)), NO_TIME),
    ),
  ),
});
export type AdmissionRequest = v.InferOutput<typeof AdmissionRequest>;

export type RefusalReason =
  | SelfSignedRefusal
  | 'stream_not_published'
  | 'token_required'
  | 'token_unknown'
  | 'token_inactive'
  | 'token_expired'
  | 'stream_not_allowed'
  | 'origin_not_allowed'
  | 'ip_not_allowed';

export type Admission =
  | { readonly admitted: true; readonly reason: 'token_admits' | 'stream_is_open' }
  | { readonly admitted: false; readonly reason: RefusalReason };

/** An admission, the token that it is based on, and the address that this token must now be bound to. */
interface Decided {
  readonly admission: Admission;
  readonly by?: Token;
  readonly bind?: string;
}

export interface Tokens {
  readonly publish: readonly PublishToken[];
  readonly subscribe: readonly SubscribeToken[];
}

export interface Director {
  /**
   * Says whether the service would admit a publisher or viewer. If it does, the changes that this makes are stored.
   *
   * @throws BadRequest when the request is malformed: otherwise a mistake in a test would look like a rule.
   */
  admit(request: AdmissionRequest): Admission;
}

export function director(store: TokenStore, now: () => number): Director {
  return {
    admit(input) {
      const request = parse(AdmissionRequest, input);
      const at = request.at === undefined ? now() : Date.parse(request.at);
      const tokens = { publish: store.all('publish'), subscribe: store.all('subscribe') };
      const { admission, by, bind } = decideAdmission(tokens, request, at);
      if (by !== undefined && bind !== undefined) {
        store.put({ ...by, allowedIpAddresses: [...by.allowedIpAddresses, bind] });
      }
      if (by?.kind === 'publish') store.publishing(by.id, request.streamName);
      return admission;
    },
  };
}

/**
 * The rules of the service for admitting publishers and viewers. It changes nothing. Countries are not checked, because
 * the sandbox doesn't know the country of an address.
 *
 * @param at ms since 1970, used instead of the `at` of the request.
 */
export function decideAdmission(tokens: Tokens, request: AdmissionRequest, at: number): Decided {
  if (request.kind === 'publish') return decideByToken(tokens.publish, request, at);
  if (request.token === undefined) return decideOpen(tokens.publish, request.streamName, at);
  if (request.token.includes('.')) return decideBySelfSigned(tokens.subscribe, request.token, request, at);
  return decideByToken(tokens.subscribe, request, at);
}

/**
 * Without a token, a viewer may watch a stream if an active publish token covers it, unless one of the tokens that
 * cover it requires a token from viewers. Origins and addresses of a publish token restrict publishers only.
 */
function decideOpen(publish: readonly PublishToken[], streamName: string, at: number): Decided {
  const holders = publish.filter((token) => isLive(token, at) && coversAny(token, streamName));
  if (holders.length === 0) return refused('stream_not_published');
  if (holders.some(({ subscribeRequiresAuth }) => subscribeRequiresAuth)) return refused('token_required');
  return { admission: { admitted: true, reason: 'stream_is_open' } };
}

function decideByToken(tokens: readonly Token[], request: AdmissionRequest, at: number): Decided {
  if (request.token === undefined) return refused('token_required');
  const token = tokens.find((known) => known.token === request.token);
  return token === undefined ? refused('token_unknown') : useOf(token, request, at);
}

/** Both the restrictions of a self-signed token and those of its parent apply. */
function decideBySelfSigned(
  parents: readonly SubscribeToken[],
  jwt: string,
  request: AdmissionRequest,
  at: number,
): Decided {
  const selfSigned = readSelfSigned(jwt, parents, at);
  if ('refusal' in selfSigned) return refused(selfSigned.refusal);
  const refusal = refusalByClaims(selfSigned.claims, request);
  return refusal === undefined ? useOf(selfSigned.parent, request, at) : refused(refusal);
}

function refusalByClaims({ streaming }: SelfSignedClaims, request: AdmissionRequest): RefusalReason | undefined {
  if (streaming.streamName !== request.streamName) return 'stream_not_allowed';
  if (!originAllowed(streaming.allowedOrigins, request.origin)) return 'origin_not_allowed';
  if (streaming.allowedIpAddresses.length > 0 && !addressListed(streaming.allowedIpAddresses, request.ip ?? '')) {
    return 'ip_not_allowed';
  }
  return undefined;
}

function useOf(token: Token, { streamName, origin, ip = '' }: AdmissionRequest, at: number): Decided {
  if (!token.isActive) return refused('token_inactive');
  if (!isLive(token, at)) return refused('token_expired');
  if (!coversAny(token, streamName)) return refused('stream_not_allowed');
  if (!originAllowed(token.allowedOrigins, origin)) return refused('origin_not_allowed');

  const { allowedIpAddresses, bindIpsOnUsage } = token;
  const admission: Admission = { admitted: true, reason: 'token_admits' };
  if (addressListed(allowedIpAddresses, ip)) return { admission, by: token };
  const unrestricted = allowedIpAddresses.length === 0 && bindIpsOnUsage === 0;
  if (unrestricted) return { admission, by: token };
  const mayBind = allowedIpAddresses.length < bindIpsOnUsage && isIP(ip) !== 0;
  return mayBind ? { admission, by: token, bind: ip } : refused('ip_not_allowed');
}

function refused(reason: RefusalReason): Decided {
  return { admission: { admitted: false, reason } };
}

function isLive(token: Token, at: number): boolean {
  return token.isActive && (token.expiresOn === null || at < token.expiresOn);
}

function coversAny(token: Token, streamName: string): boolean {
  return token.streams.some((entry) => coversStream(entry, streamName));
}
