import { createHmac, randomBytes } from 'node:crypto';
import { cache, token } from '@gomomento/generated-types';
import type { permission_messages as permissions } from '@gomomento/generated-types/dist/permissionmessages.js';
import {
  type handleUnaryCall,
  type Metadata,
  Server,
  ServerCredentials,
  type ServiceError,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';

const { UnimplementedTokenService, _GenerateDisposableTokenResponse: TokenAnswer } = token.token;
const { UnimplementedScsService, ECacheResult, _GetResponse: GetAnswer, _SetResponse: SetAnswer } = cache.cache_client;

type TokenAsked = InstanceType<typeof token.token._GenerateDisposableTokenRequest>;
type GetAsked = InstanceType<typeof cache.cache_client._GetRequest>;
type SetAsked = InstanceType<typeof cache.cache_client._SetRequest>;

/**
 * How a service answers from now on. `status`: this gRPC status for `times` calls and then `ok`; without `times` for
 * ever. `token`: like `ok`, but with this text as the token.
 */
export type MomentoBehaviour =
  | 'ok'
  | 'hang'
  | { readonly status: status; readonly times?: number }
  | { readonly token: string };

export type MomentoService = 'token' | 'cache';

export interface MomentoSandboxOptions {
  /** The only key that it accepts: a v1 key, which is base64 of `{endpoint, api_key}`. */
  readonly keys: { readonly apiKey: string };
  /** In ms since 1970. */
  readonly now?: () => number;
}

/** What a token opens, with the role names of Momento's SDK. */
export type Permission =
  | { readonly role: string; readonly cache: string; readonly topic: string }
  | { readonly role: string; readonly cache: string; readonly items: string };

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

  /** A method that follows its service's behaviour, and accepts only our API key. */
  function method<Asked, Answered>(
    service: MomentoService,
    keyOf: (asked: Asked, metadata: Metadata) => unknown,
    answer: (asked: Asked, metadata: Metadata) => Answered,
  ): handleUnaryCall<Asked, Answered> {
    return ({ request, metadata }, callback: sendUnaryData<Answered>) => {
      calls[service] += 1;
      const behaviour = behaviours[service];
      if (behaviour === 'hang') return;
      try {
        if (behaviour !== 'ok' && 'status' in behaviour) {
          if (behaviour.times !== undefined) {
            behaviours[service] = behaviour.times > 1 ? { ...behaviour, times: behaviour.times - 1 } : 'ok';
          }
          throw new Problem(behaviour.status, 'the sandbox was told to fail');
        }
        if (keyOf(request, metadata) !== apiKey) throw new Problem(status.UNAUTHENTICATED, 'wrong API key');
        callback(null, answer(request, metadata));
      } catch (error) {
        callback(error as Problem);
      }
    };
  }

  function vend(asked: TokenAsked) {
    const seconds = asked.expires.valid_for_seconds;
    if (seconds < 1) throw new Problem(status.INVALID_ARGUMENT, 'a disposable token must expire');
    if (asked.token_id.length > MAX_TOKEN_ID) throw new Problem(status.INVALID_ARGUMENT, 'the token id is too long');
    const exp = Math.floor(now() / 1000) + seconds;
    const claims: DecodedToken = { permissions: permissionsOf(asked), tokenId: asked.token_id, exp };
    const content = Buffer.from(JSON.stringify({ ...claims, jti: calls.token })).toString('base64url');
    const told = behaviours.token;
    const token = typeof told === 'object' && 'token' in told ? told.token : `${content}.${signature(content)}`;
    return new TokenAnswer({ api_key: token, endpoint: host, valid_until: exp });
  }

  function signature(content: string): string {
    return createHmac('sha256', apiKey).update(content).digest('base64url');
  }

  function get(asked: GetAsked, metadata: Metadata) {
    const name = itemName(asked.cache_key, metadata);
    const item = items.get(name);
    if (item !== undefined && item.expiresAt > now()) {
      return new GetAnswer({ result: ECacheResult.Hit, cache_body: item.value });
    }
    items.delete(name);
    return new GetAnswer({ result: ECacheResult.Miss });
  }

  function set({ cache_key, cache_body, ttl_milliseconds }: SetAsked, metadata: Metadata) {
    if (ttl_milliseconds < 1) throw new Problem(status.INVALID_ARGUMENT, 'an item must expire');
    items.set(itemName(cache_key, metadata), { value: cache_body, expiresAt: now() + ttl_milliseconds });
    return new SetAnswer({ result: ECacheResult.Ok });
  }

  const server = new Server();
  server.addService(UnimplementedTokenService.definition, {
    GenerateDisposableToken: method('token', (asked: TokenAsked) => asked.auth_token, vend),
  });
  // grpc-js answers UNIMPLEMENTED to all other methods.
  server.addService(UnimplementedScsService.definition, {
    Get: method('cache', authorization<GetAsked>, get),
    Set: method('cache', authorization<SetAsked>, set),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const host = `127.0.0.1:${port}`;

  return {
    url: `http://${host}`,
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
    async close() {
      server.forceShutdown();
    },
  };
}

/** An error of a gRPC service. */
class Problem extends Error implements Partial<ServiceError> {
  readonly code: status;
  readonly details: string;

  constructor(code: status, details: string) {
    super(details);
    this.code = code;
    this.details = details;
  }
}

function authorization<Asked>(_asked: Asked, metadata: Metadata): unknown {
  return metadata.get('authorization')[0];
}

function itemName(key: Uint8Array, metadata: Metadata): string {
  const [name] = metadata.get('cache');
  if (!name) throw new Problem(status.INVALID_ARGUMENT, 'no cache is named');
  return `${name}/${Buffer.from(key).toString()}`;
}

const topicRoles = { 0: 'none', 1: 'publishsubscribe', 2: 'subscribeonly', 3: 'publishonly' } as const;
const cacheRoles = { 0: 'none', 1: 'readwrite', 2: 'readonly', 3: 'writeonly' } as const;

function permissionsOf({ permissions: asked }: TokenAsked): Permission[] {
  const all = asked.explicit?.permissions ?? [];
  if (all.length === 0) throw new Problem(status.INVALID_ARGUMENT, 'a disposable token needs explicit permissions');
  return all.map((each) => {
    if (each.has_topic_permissions) return topicPermission(each.topic_permissions);
    if (each.has_cache_permissions) return cachePermission(each.cache_permissions);
    throw new Problem(status.INVALID_ARGUMENT, 'the sandbox knows topics and cache items only');
  });
}

function topicPermission(asked: permissions.PermissionsType.TopicPermissions): Permission {
  const topic = asked.has_topic_selector ? asked.topic_selector : undefined;
  return {
    role: topicRoles[asked.role],
    cache: cacheName(asked),
    topic: topic === undefined ? '*' : topic.has_topic_name ? topic.topic_name : `${topic.topic_name_prefix}*`,
  };
}

/** As at Momento, a permission without items is for all items. */
function cachePermission(asked: permissions.PermissionsType.CachePermissions): Permission {
  const item = asked.has_item_selector ? asked.item_selector : undefined;
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
  return {
    role: cacheRoles[asked.role],
    cache: cacheName(asked),
    items: item === undefined ? '*' : item.has_key ? text(item.key) : `${text(item.key_prefix)}*`,
  };
}

function cacheName(asked: { has_cache_selector: boolean; cache_selector: { cache_name: string } }): string {
  return asked.has_cache_selector ? asked.cache_selector.cache_name : '*';
}
