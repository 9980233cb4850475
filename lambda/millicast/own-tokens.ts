import { ApiError } from '../../api/errors.ts';
import { ProviderError } from '../shared/providers/provider-error.ts';
import { mayHave, secondsLeft } from '../shared/rights/rights.ts';
import { askedName } from './asked-name.ts';
import { millicastRights } from './contract/rights.ts';
import type { UpstreamToken } from './contract/token.ts';
import type { TokenUpdate } from './contract/update-token.ts';
import { limitsTokens, type MillicastCallerRights, notOwnToken } from './token-rights.ts';
import { type ListName, type OnAir, type PageQuery, success, type Tokens } from './tokens.ts';

/** How many tokens are looked at by their ids for one request, and how many of them at once. */
export const LOOKUPS = { most: 100, atOnce: 10 };

/** How many of Millicast's pages are looked through for one request, each of as many tokens as it takes. */
export const PAGES = { most: 10, itemsOnPage: 100 };

/**
 * The tokens of one kind, as far as they are the caller's: those that open none but its streams, and end within its
 * maximum lifetime. To a caller that may make a token, and to no other, that token is there to read, change and delete.
 * Where rights limit neither, all tokens are the caller's, and none is looked at first.
 *
 * @param now in ms since 1970.
 */
export function ownTokens<T extends UpstreamToken>(
  all: Tokens<T>,
  rights: MillicastCallerRights,
  now: () => number,
): Tokens<T> {
  if (!limitsTokens(rights)) return all;

  function isOwn({ streams, expiresAt }: T): boolean {
    const asked = { streams: streams.map(askedName), lifetimeSeconds: secondsLeft(expiresAt, now()) };
    // What opens no stream by name is not known to be for the caller's.
    return streams.length > 0 && mayHave(millicastRights, rights, asked);
  }

  async function find(tokenId: number): Promise<T | undefined> {
    const token = await all.find(tokenId);
    return token?.id === tokenId && isOwn(token) ? token : undefined;
  }

  async function look(tokenId: number): Promise<T> {
    const token = await find(tokenId);
    if (token === undefined) throw notOwnToken(rights, tokenId);
    return token;
  }

  /**
   * A page of the caller's own tokens alone. Where those stand among all is not told: it would say how many others come
   * before them, and with a name to look for, what others are called.
   */
  async function page(list: ListName, { page: wanted, itemsOnPage, ...query }: PageQuery) {
    const own: T[] = [];
    for (let at = 1, isLast = false; !isLast && own.length < wanted * itemsOnPage; at += 1) {
      if (at > PAGES.most) {
        throw new ApiError(
          'not_allowed',
          'more tokens are there than can be looked through for a caller with limits: look for them by a name',
        );
      }
      const found = await all.page(list, { ...query, page: at, itemsOnPage: PAGES.itemsOnPage });
      own.push(...found.tokens.filter(isOwn));
      isLast = found.isLast;
    }
    const tokens = own.slice((wanted - 1) * itemsOnPage, wanted * itemsOnPage);
    return { tokens, isLast: tokens.length < itemsOnPage };
  }

  return {
    find,
    page,
    read: async (tokenId) => success(await look(tokenId)),
    list: async (query) => success((await page('list', query)).tokens),
    listByName: async (query) => success((await page('list_by_name', query)).tokens),

    async create(body) {
      const made = await all.create(body);
      if (isOwn(made.data)) return made;
      // Nobody may have it: its string has been told to nobody.
      const { id } = made.data;
      const deleted = await all.remove(id).then(
        () => true,
        () => false,
      );
      throw new ProviderError(
        'provider_failed',
        `Millicast made token ${id} for other streams or a longer life than was asked for; ${
          deleted ? 'it was deleted again' : 'it could not be deleted: somebody without limits must do that'
        }`,
        `token ${id} beyond rights, ${deleted ? 'deleted' : 'not deleted'}`,
        false,
      );
    },

    async update(tokenId, body) {
      refuseToEmpty(await look(tokenId), body);
      const changed = await all.update(tokenId, body);
      if (isOwn(changed.data)) return changed;
      throw new ApiError(
        'not_allowed',
        `token ${tokenId} was changed, but opens more or lives longer now than this caller may have: it is not shown`,
      );
    },

    async remove(tokenId) {
      await look(tokenId);
      return all.remove(tokenId);
    },
  };
}

/**
 * A token without a stream is nobody's, and what it opens is not known, while the caller has its string already.
 *
 * @throws ApiError `invalid_request` for an update that leaves the token none, in whatever order it is done.
 */
function refuseToEmpty(
  { streams }: UpstreamToken,
  { addTokenStreams = [], removeTokenStreams = [] }: TokenUpdate,
): void {
  if ([...streams, ...addTokenStreams].some(({ streamName }) => !removeTokenStreams.includes(streamName))) return;
  throw new ApiError('invalid_request', 'removeTokenStreams must leave the token a stream');
}

/** What is on air, as far as it is on air with tokens of the caller's. @param own those tokens. */
export function ownOnAir(all: OnAir, own: Pick<Tokens<UpstreamToken>, 'find'>, rights: MillicastCallerRights): OnAir {
  if (!limitsTokens(rights)) return all;

  /** Those of the tokens that are the caller's. */
  async function ownIds(tokenIds: readonly number[]): Promise<number[]> {
    const found: number[] = [];
    for (let at = 0; at < tokenIds.length; at += LOOKUPS.atOnce) {
      const looked = await Promise.all(tokenIds.slice(at, at + LOOKUPS.atOnce).map((tokenId) => own.find(tokenId)));
      found.push(...looked.flatMap((token) => token?.id ?? []));
    }
    return found;
  }

  async function onAirOf({ tokenIds }: Awaited<ReturnType<OnAir['active']>>['data']) {
    if (tokenIds === null) return success({ tokenIds });
    if (tokenIds.length > LOOKUPS.most) {
      throw new ApiError(
        'not_allowed',
        'more tokens are on air than can be looked at for a caller with limits: ask for one stream',
      );
    }
    return success({ tokenIds: await ownIds(tokenIds) });
  }

  return {
    active: async (query) => onAirOf((await all.active(query)).data),
    allActive: async () => onAirOf((await all.allActive()).data),

    async disable(body) {
      const asked = [...new Set(body.tokenIds)];
      if (asked.length > LOOKUPS.most) {
        throw new ApiError('invalid_request', `tokenIds must hold ${LOOKUPS.most} ids at most for this caller`);
      }
      const found = new Set(await ownIds(asked));
      const foreign = asked.find((tokenId) => !found.has(tokenId));
      if (foreign !== undefined) throw notOwnToken(rights, foreign);
      return all.disable(body);
    },
  };
}
