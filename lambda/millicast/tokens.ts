import * as v from 'valibot';
import { ApiError } from '../../api/errors.ts';
import { log } from '../shared/telemetry/log.ts';
import { telemetryFromEnv } from '../shared/telemetry/telemetry.ts';
import {
  ActiveTokens,
  type DisabledTokens,
  UpstreamPublishToken,
  UpstreamSubscribeToken,
  type UpstreamToken,
} from './contract/token.ts';
import type { TokenUpdate } from './contract/update-token.ts';
import { UpstreamDisabledTokens } from './disabled-tokens.ts';
import type { Call, MillicastApi } from './millicast-api.ts';

type Query = NonNullable<Call['query']>;

/** Which page of a list, from 1 on, and how many tokens a page has. */
export type PageQuery = Query & { readonly page: number; readonly itemsOnPage: number };

/** The lists of tokens: the last segment of the path. */
export type ListName = 'list' | 'list_by_name';

/** An answer in Millicast's envelope. */
export interface Success<D> {
  readonly status: 'success';
  readonly data: D;
}

export function success<D>(data: D): Success<D> {
  return { status: 'success', data };
}

/** The calls that both kinds of token have. */
export interface Tokens<T> {
  create(body: object): Promise<Success<T>>;
  list(query: PageQuery): Promise<Success<T[]>>;
  listByName(query: PageQuery): Promise<Success<T[]>>;
  read(tokenId: number): Promise<Success<T>>;
  update(tokenId: number, body: TokenUpdate): Promise<Success<T>>;
  remove(tokenId: number): Promise<Success<true>>;
  /** @returns undefined where there is no such token, or its data can't be read. */
  find(tokenId: number): Promise<T | undefined>;
  page(list: ListName, query: PageQuery): Promise<Page<T>>;
}

export interface Page<T> {
  /** The tokens whose data can be read. */
  readonly tokens: readonly T[];
  /** Whether it is the last page. */
  readonly isLast: boolean;
}

/** The calls that only publish tokens have. */
export interface OnAir {
  active(query: Query): Promise<Success<v.InferOutput<typeof ActiveTokens>>>;
  allActive(): Promise<Success<v.InferOutput<typeof ActiveTokens>>>;
  disable(body: { readonly tokenIds: readonly number[] }): Promise<Success<v.InferOutput<typeof DisabledTokens>>>;
}

export type PublishToken = v.InferOutput<typeof UpstreamPublishToken>;
export type SubscribeToken = v.InferOutput<typeof UpstreamSubscribeToken>;

export function publishTokens(call: MillicastApi): Tokens<PublishToken> & OnAir {
  const base = '/publish_token';
  return {
    ...tokens(call, base, UpstreamPublishToken),
    active: async (query) => success(await call({ method: 'GET', path: `${base}/active`, query }, ActiveTokens)),
    allActive: async () => success(await call({ method: 'GET', path: `${base}/active/all` }, ActiveTokens)),
    disable: async (body) =>
      success(await call({ method: 'PATCH', path: `${base}/disable`, body }, UpstreamDisabledTokens)),
  };
}

export function subscribeTokens(call: MillicastApi): Tokens<SubscribeToken> {
  return tokens(call, '/subscribe_token', UpstreamSubscribeToken);
}

function tokens<T extends UpstreamToken>(
  call: MillicastApi,
  base: string,
  Token: v.GenericSchema<unknown, T>,
): Tokens<T> {
  // Read now: once requests are answered, the environment may be that of another project.
  const { stage, project } = telemetryFromEnv();

  /** A token that is not as documented is left out and counted in the log, so that the others can still be shown. */
  function readable(listed: readonly unknown[]): T[] {
    const parsed = listed.map((each) => v.safeParse(Token, each));
    const tokens = parsed.flatMap((each) => (each.success ? [each.output] : []));
    const leftOut = parsed.length - tokens.length;
    if (leftOut > 0) {
      log({ level: 'error', message: 'tokens not as documented', stage, provider: 'millicast', project, leftOut });
    }
    return tokens;
  }

  const at = (tokenId: number) => ({ path: `${base}/${tokenId}`, tokenId });
  const one = async (operation: Call) => success(await call(operation, Token));
  const page = async (list: ListName, query: PageQuery) => {
    const listed = await call({ method: 'GET', path: `${base}/${list}`, query }, v.array(v.unknown()));
    return { tokens: readable(listed), isLast: listed.length < query.itemsOnPage };
  };
  return {
    create: (body) => one({ method: 'POST', path: base, body }),
    list: async (query) => success((await page('list', query)).tokens),
    listByName: async (query) => success((await page('list_by_name', query)).tokens),
    page,
    read: (tokenId) => one({ method: 'GET', ...at(tokenId) }),
    update: (tokenId, body) => one({ method: 'PUT', ...at(tokenId), body }),
    remove: async (tokenId) => success(await call({ method: 'DELETE', ...at(tokenId) }, v.literal(true))),
    find: async (tokenId) => {
      try {
        return readable([await call({ method: 'GET', ...at(tokenId) }, v.unknown())])[0];
      } catch (error) {
        if (error instanceof ApiError && error.code === 'not_found') return undefined;
        throw error;
      }
    },
  };
}
