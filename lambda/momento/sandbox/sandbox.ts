import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http2';
import { GrpcStatus } from '../grpc-status.ts';
import { GENERATE_DISPOSABLE_TOKEN, GET, SET } from '../messages.ts';
import { type GrpcMethod, Problem, startGrpcServer } from './grpc-server.ts';
import {
  getResponse,
  type Permission,
  readGetRequest,
  readSetRequest,
  readTokenRequest,
  setResponse,
  tokenResponse,
} from './messages.ts';

/**
 * How a service answers from now on. `status`: this `GrpcStatus` for `times` calls and then `ok`; without `times` for
 * ever. `token`: like `ok`, but with this text as the token.
 */
export type MomentoBehaviour =
  | 'ok'
  | 'hang'
  | { readonly status: number; readonly times?: number }
  | { readonly token: string };

export type MomentoService = 'token' | 'cache';

export interface MomentoSandboxOptions {
  /** The only key that it accepts: a v1 key, which is base64 of `{endpoint, api_key}`. */
  readonly keys: { readonly apiKey: string };
  /** In ms since 1970. */
  readonly now?: () => number;
}

export interface DecodedToken {
  readonly permissions: readonly Permission[];
  readonly tokenId: string;
  /** Seconds since 1970. */
  readonly exp: number;
}

export interface Item {
  value: Uint8Array;
  /** In ms since 1970. */
  expiresAt: number;
}

export interface MomentoSandbox {
  /** `http://127.0.0.1:PORT`: both services, without TLS. */
  readonly url: string;
  /** How often each service was called, with any answer. */
  readonly calls: Readonly<Record<MomentoService, number>>;
  /** The items of its caches, by `cache/key`; tests may read and change them. Caches needn't be created first. */
  readonly items: Map<string, Item>;
  behave(service: MomentoService, as: MomentoBehaviour): void;
  /** @throws Error when this sandbox didn't make the token. */
  decode(token: string): DecodedToken;
  /** Also ends calls that hang. */
  close(): Promise<void>;
}

/** A well-formed v1 key that is only valid in the sandbox that gets it. */
export function demoApiKey(): string {
  const key = { endpoint: 'momento.invalid', api_key: randomBytes(16).toString('hex') };
  return Buffer.from(JSON.stringify(key)).toString('base64');
}

const MAX_TOKEN_ID = 64;

/** Replaces Momento: its token and cache services over gRPC, on a free port of 127.0.0.1. */
export async function startMomentoSandbox({ keys, now = Date.now }: MomentoSandboxOptions): Promise<MomentoSandbox> {
  const { api_key: apiKey } = JSON.parse(Buffer.from(keys.apiKey, 'base64').toString());
  const behaviours: Record<MomentoService, MomentoBehaviour> = { token: 'ok', cache: 'ok' };
  const calls = { token: 0, cache: 0 };
  const items = new Map<string, Item>();

  /** A method that follows its service's behaviour. */
  function method(service: MomentoService, answer: GrpcMethod): GrpcMethod {
    return (received, metadata) => {
      calls[service] += 1;
      const behaviour = behaviours[service];
      if (behaviour === 'hang') return undefined;
      if (behaviour !== 'ok' && 'status' in behaviour) {
        if (behaviour.times !== undefined) {
          behaviours[service] = behaviour.times > 1 ? { ...behaviour, times: behaviour.times - 1 } : 'ok';
        }
        throw new Problem(behaviour.status, 'the sandbox was told to fail');
      }
      return answer(received, metadata);
    };
  }

  function check(credential: unknown): void {
    if (credential !== apiKey) throw new Problem(GrpcStatus.UNAUTHENTICATED, 'wrong API key');
  }

  function vend(received: Uint8Array) {
    const { seconds, credential, permissions, tokenId } = readTokenRequest(received);
    check(credential);
    if (seconds < 1) throw refused('a disposable token must expire');
    if (tokenId.length > MAX_TOKEN_ID) throw refused('the token id is too long');
    if (permissions.length === 0) throw refused('a disposable token needs explicit permissions');
    const exp = Math.floor(now() / 1000) + seconds;
    const claims: DecodedToken = { permissions, tokenId, exp };
    const content = Buffer.from(JSON.stringify({ ...claims, jti: calls.token })).toString('base64url');
    const told = behaviours.token;
    const token = typeof told === 'object' && 'token' in told ? told.token : `${content}.${signature(content)}`;
    return tokenResponse(token, server.host, exp);
  }

  function signature(content: string): string {
    return createHmac('sha256', apiKey).update(content).digest('base64url');
  }

  function get(received: Uint8Array, metadata: IncomingHttpHeaders) {
    check(metadata.authorization);
    const name = itemName(readGetRequest(received), metadata);
    const item = items.get(name);
    if (item !== undefined && item.expiresAt > now()) return getResponse(item.value);
    items.delete(name);
    return getResponse(undefined);
  }

  function set(received: Uint8Array, metadata: IncomingHttpHeaders) {
    check(metadata.authorization);
    const { key, value, ttlMs } = readSetRequest(received);
    if (ttlMs < 1) throw refused('an item must expire');
    items.set(itemName(key, metadata), { value, expiresAt: now() + ttlMs });
    return setResponse();
  }

  const server = await startGrpcServer(
    new Map([
      [GENERATE_DISPOSABLE_TOKEN, method('token', vend)],
      [GET, method('cache', get)],
      [SET, method('cache', set)],
    ]),
  );

  return {
    url: `http://${server.host}`,
    calls,
    items,
    behave(service, as) {
      behaviours[service] = as;
    },
    decode(vended) {
      const { api_key: token } = JSON.parse(Buffer.from(vended, 'base64').toString());
      const [content = '', signed] = String(token).split('.');
      if (signed !== signature(content)) throw new Error('not a token of this sandbox');
      const { permissions, tokenId, exp } = JSON.parse(Buffer.from(content, 'base64url').toString());
      return { permissions, tokenId, exp };
    },
    close: () => server.close(),
  };
}

function refused(why: string): Problem {
  return new Problem(GrpcStatus.INVALID_ARGUMENT, why);
}

function itemName(key: string, { cache }: IncomingHttpHeaders): string {
  if (!cache) throw refused('no cache is named');
  return `${cache}/${key}`;
}
