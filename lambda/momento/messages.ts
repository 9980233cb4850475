/*
 * The messages of the three methods of Momento that vending needs, field by field as in token.proto, permissionmessages.proto
 * and cacheclient.proto of https://github.com/momentohq/client-protos.
 */
import type { cacheRoles, TokenScope, topicRoles } from './options.ts';
import { bytesField, Fields, message, numberField } from './protobuf.ts';

export const GENERATE_DISPOSABLE_TOKEN = '/token.Token/GenerateDisposableToken';
export const GET = '/cache_client.Scs/Get';
export const SET = '/cache_client.Scs/Set';

/** `TopicRole` */
const topicRole = {
  publishsubscribe: 1,
  subscribeonly: 2,
  publishonly: 3,
} as const satisfies Record<(typeof topicRoles)[number], number>;

/** `CacheRole` */
const cacheRole = {
  readwrite: 1,
  readonly: 2,
  writeonly: 3,
} as const satisfies Record<(typeof cacheRoles)[number], number>;

/** `_GenerateDisposableTokenRequest` */
export function tokenRequest(credential: string, scope: TokenScope, tokenId: string): Uint8Array {
  return message(
    bytesField(1, numberField(1, scope.lifetimeSeconds)),
    bytesField(2, credential),
    bytesField(3, permissions(scope)),
    bytesField(4, tokenId),
  );
}

/** `Permissions`, of the kind `explicit`: a permission for each topic or for all of them, and one for items. */
function permissions({ cache, topics, items }: TokenScope): Uint8Array {
  const inCache = bytesField(3, bytesField(1, cache));
  return bytesField(
    2,
    message(
      ...(topics === undefined ? [] : topicPermissions(topics, inCache)),
      ...(items === undefined ? [] : [cachePermission(items, inCache)]),
    ),
  );
}

/** A `PermissionsType` of the kind `topic_permissions` for each topic. */
function topicPermissions({ role, names }: NonNullable<TokenScope['topics']>, inCache: Uint8Array): Uint8Array[] {
  const selectors = names === 'all' ? [bytesField(4, '')] : names.map((name) => bytesField(5, bytesField(1, name)));
  return selectors.map((which) =>
    bytesField(1, bytesField(2, message(numberField(1, topicRole[role]), inCache, which))),
  );
}

/** A `PermissionsType` of the kind `cache_permissions`. Without a selector of items it is for all of them. */
function cachePermission({ role, keyPrefix }: NonNullable<TokenScope['items']>, inCache: Uint8Array): Uint8Array {
  const which = keyPrefix === undefined ? message() : bytesField(5, bytesField(2, keyPrefix));
  return bytesField(1, bytesField(1, message(numberField(1, cacheRole[role]), inCache, which)));
}

/** `_GenerateDisposableTokenResponse` */
export function readTokenResponse(received: Uint8Array) {
  const fields = new Fields(received);
  return { apiKey: fields.text(1), endpoint: fields.text(2), validUntil: fields.number(3) };
}

/** `_GetRequest` */
export function getRequest(key: string): Uint8Array {
  return bytesField(1, key);
}

/** `ECacheResult` */
export const CacheResult = { Ok: 1, Hit: 2, Miss: 3 } as const;

/** `_GetResponse` */
export function readGetResponse(received: Uint8Array) {
  const fields = new Fields(received);
  return { result: fields.number(1), body: new Uint8Array(fields.bytes(2)) };
}

/** `_SetRequest` */
export function setRequest(key: string, value: Uint8Array, ttlMs: number): Uint8Array {
  return message(bytesField(1, key), bytesField(2, value), numberField(3, ttlMs));
}
