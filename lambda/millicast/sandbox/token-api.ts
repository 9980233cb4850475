import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { createToken } from './create-rules.ts';
import { BadRequest, error, fail, parse, type SandboxResponse, success, unknownToken } from './envelope.ts';
import { list, listByCluster, listByName } from './listing.ts';
import type { Token, TokenKind } from './token.ts';
import { jsonObject } from './token-fields.ts';
import type { TokenStore } from './token-store.ts';
import { viewOf } from './token-view.ts';
import { updateToken } from './update-rules.ts';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
}

const TokenIds = jsonObject({
  tokenIds: v.pipe(v.array(v.pipe(v.number(), v.integer())), v.minLength(1, 'The TokenIds field is required.')),
});

/**
 * The account's id, a slash and a stream's name, which may contain slashes. The sandbox has one account, with any id.
 */
const ActiveQuery = v.object({
  streamId: v.pipe(v.optional(v.string(), ''), v.regex(/^[^/]+\/./, 'The StreamId field is required.')),
});

const TokenId = v.object({ tokenId: v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'The token id is not a whole number.')) });

/** Millicast's routes below `/api/publish_token` and `/api/subscribe_token`. */
export function tokenApi(store: TokenStore, now: () => number): (request: ApiRequest) => SandboxResponse {
  return (request) => {
    const at = /^\/api\/(publish|subscribe)_token(?:\/(.+))?$/.exec(request.path);
    if (at === null) return error(404, 'Not Found');
    const operations = operationsAt(store, now, at[1] as TokenKind, at[2] ?? '');
    const operation = operations[request.method];
    if (operation === undefined) return error(405, 'Method Not Allowed');
    try {
      return success(operation(request));
    } catch (thrown) {
      if (thrown instanceof BadRequest) return fail(thrown.fields);
      throw thrown;
    }
  };
}

/** Gives the `data` of the answer. @throws BadRequest */
type Operation = (request: ApiRequest) => unknown;
type Operations = Readonly<Record<string, Operation>>;

function operationsAt(store: TokenStore, now: () => number, kind: TokenKind, rest: string): Operations {
  if (rest === '') {
    return {
      POST: ({ body }) => {
        const issued = { id: store.nextId(), token: tokenString(), srtPassphrase: tokenString(), addedOn: now() };
        return keep(store, createToken(kind, body, issued));
      },
    };
  }
  if (rest === 'list') return { GET: ({ query }) => list(store.all(kind), query).map(viewOf) };
  if (rest === 'list_by_name') return { GET: ({ query }) => listByName(store.all(kind), query).map(viewOf) };
  if (kind === 'publish') {
    if (rest === 'list_by_cluster') return { GET: ({ query }) => listByCluster(store.all(kind), query).map(viewOf) };
    if (rest === 'active') return { GET: ({ query }) => ({ tokenIds: store.onAir(streamNameOf(query)) }) };
    if (rest === 'active/all') return { GET: () => ({ tokenIds: store.onAir() }) };
    if (rest === 'disable') return { PATCH: ({ body }) => disable(store, parse(TokenIds, body).tokenIds) };
  }
  return {
    GET: () => viewOf(existing(store, kind, rest)),
    PUT: ({ body }) => keep(store, updateToken(existing(store, kind, rest), body, tokenString)),
    DELETE: () => {
      store.remove(existing(store, kind, rest).id);
      return true;
    },
  };
}

function keep(store: TokenStore, token: Token): Record<string, unknown> {
  store.put(token);
  return viewOf(token);
}

/** @throws BadRequest */
function existing(store: TokenStore, kind: TokenKind, segment: string): Token {
  const id = Number(parse(TokenId, { tokenId: segment }).tokenId);
  const token = store.get(kind, id);
  if (token === undefined) throw new BadRequest({ tokenId: unknownToken(kind, id) });
  return token;
}

function disable(store: TokenStore, tokenIds: readonly number[]) {
  const successfulTokens: number[] = [];
  const failedTokens: { tokenId: number; errorMessage: string }[] = [];
  for (const tokenId of new Set(tokenIds)) {
    const token = store.get('publish', tokenId);
    if (token === undefined) {
      failedTokens.push({ tokenId, errorMessage: unknownToken('publish', tokenId) });
    } else {
      store.put({ ...token, isActive: false });
      successfulTokens.push(tokenId);
    }
  }
  return { successfulTokens, failedTokens };
}

function streamNameOf(query: URLSearchParams): string {
  const { streamId } = parse(ActiveQuery, Object.fromEntries(query));
  return streamId.slice(streamId.indexOf('/') + 1);
}

/** 64 hexadecimal digits, like those of the service. */
function tokenString(): string {
  return randomBytes(32).toString('hex');
}
