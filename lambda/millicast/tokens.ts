import * as v from 'valibot';
import type { UpstreamToken } from '../../api/millicast/token.ts';
import { expiryOf } from './expiry.ts';
import type { Call, Millicast } from './provider.ts';

type ListQuery = NonNullable<Call['query']>;

/** An answer in Millicast's envelope. */
export interface Success<D> {
  readonly status: 'success';
  readonly data: D;
}

export function success<D>(data: D): Success<D> {
  return { status: 'success', data };
}

export type WithExpiry<T> = T & { readonly expiresAt: string | null };

/** The calls that both kinds of token have. */
export interface Tokens<T> {
  create(body: object): Promise<Success<WithExpiry<T>>>;
  list(query: ListQuery): Promise<Success<WithExpiry<T>[]>>;
  listByName(query: ListQuery): Promise<Success<WithExpiry<T>[]>>;
  read(tokenId: number): Promise<Success<WithExpiry<T>>>;
  update(tokenId: number, body: object): Promise<Success<WithExpiry<T>>>;
  remove(tokenId: number): Promise<Success<true>>;
}

export function tokens<T extends UpstreamToken>(
  call: Millicast,
  kind: 'publish' | 'subscribe',
  Token: v.GenericSchema<unknown, T>,
): Tokens<T> {
  const base = `/${kind}_token`;
  const one = async (operation: Call) => success(withExpiry(await call(operation, Token)));
  const many = async (operation: Call) => success((await call(operation, v.array(Token))).map(withExpiry));
  return {
    create: (body) => one({ method: 'POST', path: base, body }),
    list: (query) => many({ method: 'GET', path: `${base}/list`, query }),
    listByName: (query) => many({ method: 'GET', path: `${base}/list_by_name`, query }),
    read: (tokenId) => one({ method: 'GET', path: `${base}/${tokenId}`, tokenId }),
    update: (tokenId, body) => one({ method: 'PUT', path: `${base}/${tokenId}`, body, tokenId }),
    remove: async (tokenId) =>
      success(await call({ method: 'DELETE', path: `${base}/${tokenId}`, tokenId }, v.literal(true))),
  };
}

function withExpiry<T extends UpstreamToken>(token: T): WithExpiry<T> {
  return { ...token, expiresAt: expiryOf(token) };
}
