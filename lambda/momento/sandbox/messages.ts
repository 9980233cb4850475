/* The other side of `../messages.ts`: what the sandbox reads of requests, and answers. */

import { GrpcStatus } from '../grpc-status.ts';
import { CacheResult } from '../messages.ts';
import { bytesField, Fields, message, numberField } from '../protobuf.ts';
import { Problem } from './grpc-server.ts';

/** What a token opens, with the role names of Momento's SDK. */
export type Permission =
  | { readonly role: string; readonly cache: string; readonly topic: string }
  | { readonly role: string; readonly cache: string; readonly items: string };

const topicRoles = ['none', 'publishsubscribe', 'subscribeonly', 'publishonly'];
const cacheRoles = ['none', 'readwrite', 'readonly', 'writeonly'];

/** Of `_GenerateDisposableTokenRequest`. */
export function readTokenRequest(received: Uint8Array) {
  const fields = new Fields(received);
  const explicit = new Fields(new Fields(fields.bytes(3)).bytes(2));
  return {
    seconds: new Fields(fields.bytes(1)).number(1),
    credential: fields.text(2),
    permissions: explicit.all(1).map(readPermission),
    tokenId: fields.text(4),
  };
}

/** Of `PermissionsType`. */
function readPermission(received: Uint8Array): Permission {
  const fields = new Fields(received);
  if (fields.has(1)) return cachePermission(new Fields(fields.bytes(1)));
  if (fields.has(2)) return topicPermission(new Fields(fields.bytes(2)));
  throw new Problem(GrpcStatus.INVALID_ARGUMENT, 'the sandbox knows topics and cache items only');
}

function topicPermission(fields: Fields): Permission {
  const role = topicRoles[fields.number(1)] ?? '';
  return { role, cache: cacheName(fields), topic: fields.has(5) ? nameOrPrefix(fields.bytes(5)) : '*' };
}

/** As at Momento, a permission without items is for all items. */
function cachePermission(fields: Fields): Permission {
  const role = cacheRoles[fields.number(1)] ?? '';
  return { role, cache: cacheName(fields), items: fields.has(5) ? nameOrPrefix(fields.bytes(5)) : '*' };
}

function cacheName(fields: Fields): string {
  return fields.has(3) ? new Fields(fields.bytes(3)).text(1) : '*';
}

/** Selectors of topics and of items have a name or key in field 1, or a prefix in field 2. */
function nameOrPrefix(selector: Uint8Array): string {
  const fields = new Fields(selector);
  return fields.has(1) ? fields.text(1) : `${fields.text(2)}*`;
}

/** `_GenerateDisposableTokenResponse` */
export function tokenResponse(apiKey: string, endpoint: string, validUntil: number): Uint8Array {
  return message(bytesField(1, apiKey), bytesField(2, endpoint), numberField(3, validUntil));
}

/** Of `_GetRequest`: the key. */
export function readGetRequest(received: Uint8Array): string {
  return new Fields(received).text(1);
}

/** `_GetResponse` @param value undefined for a miss. */
export function getResponse(value: Uint8Array | undefined): Uint8Array {
  if (value === undefined) return numberField(1, CacheResult.Miss);
  return message(numberField(1, CacheResult.Hit), bytesField(2, value));
}

/** Of `_SetRequest`. */
export function readSetRequest(received: Uint8Array) {
  const fields = new Fields(received);
  return { key: fields.text(1), value: new Uint8Array(fields.bytes(2)), ttlMs: fields.number(3) };
}

/** `_SetResponse` */
export function setResponse(): Uint8Array {
  return numberField(1, CacheResult.Ok);
}
