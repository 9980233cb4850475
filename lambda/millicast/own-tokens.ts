import { ApiError } from '../../api/errors.ts';
import type { AskedName } from '../../api/terms.ts';
import { ProviderError } from '../shared/providers/provider-error.ts';
import { mayHave, secondsLeft } from '../shared/rights/rights.ts';
import { askedName } from './asked-name.ts';
import { millicastRights } from './contract/rights.ts';
import type { UpstreamToken } from './contract/token.ts';
import type { TokenUpdate } from './contract/update-token.ts';
import { limitsTokens, type MillicastCallerRights, notOwnToken, type TokenKind } from './token-rights.ts';
import { type ListName, type OnAir, type PageQuery, success, type Tokens } from './tokens.ts';

/** How many tokens are read by id for one request: in total, and in parallel. */
export const LOOKUPS = { most: 100, atOnce: 10 };

/** How many of Millicast's pages are read for one request. Each has the most tokens that Millicast allows. */
export const PAGES = { most: 10, itemsOnPage: 100 };

/**
 * The tokens of one kind that are the caller's own: those that open only its streams and end within its maximum
 * lifetime. A caller can read, change and delete exactly those tokens that it would be allowed to create; all others
 * don't exist for it. Where its rights limit neither streams nor lifetime nor, for subscribe tokens, tracking ids, all
 * tokens are its own, and none is checked first.
 *
 * @param kind of which they are: only subscribe tokens have a tracking id.
 * @param all every token of this kind.
 * @param now in ms since 1970.
 */
export function ownTokens<T extends UpstreamToken>(
  kind: TokenKind,
  all: Tokens<T>,
  rights: MillicastCallerRights,
  now: () => number,
): Tokens<T> {
  if (!limitsTokens(kind, rights)) return all;

  function isOwn(token: T): boolean {
    const { streams, expiresAt } = token;
    const asked = {
      streams: streams.map(askedName),
      trackingIds: trackedOf(kind, token),
      lifetimeSeconds: secondsLeft(expiresAt, now()),
    };
    // A token without a list of streams may open any stream, so it isn't the caller's own.
    return streams.length > 0 && mayHave(millicastRights, rights, asked);
  }

  async function find(tokenId: number): Promise<T | undefined> {
    const token = await all.find(tokenId);
    return token?.id === tokenId && isOwn(token) ? token : undefined;
  }

  async function look(tokenId: number): Promise<T> {
    const token = await find(tokenId);
    if (token === undefined) throw notOwnToken(kind, rights, tokenId);
    return token;
  }

  /**
   * A page of the caller's own tokens only. Pages are counted without the other tokens: otherwise a caller could find
   * out how many others there are and, by searching for a name, what they are called.
   */
  async function page(list: ListName, { page: wanted, itemsOnPage, ...query }: PageQuery) {
    const own: T[] = [];
    for (let at = 1, isLast = false; !isLast && own.length < wanted * itemsOnPage; at += 1) {
      if (at > PAGES.most) {
        throw new ApiError(
          'not_allowed',
          'there are too many tokens to look through for a caller with limits: search by name',
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
      // Millicast made another token than was asked for. Nobody has received its string yet, so it can be deleted.
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

/** What a right to tracking ids must allow. A subscribe token without one is good with any, so only `*` allows it. */
function trackedOf(kind: TokenKind, token: UpstreamToken): AskedName | undefined {
  if (kind === 'publish') return undefined;
  const { trackingId } = ('tracking' in token && token.tracking) || {};
  return trackingId ?? { regex: '' };
}

/**
 * A token without streams may open any stream, and the caller knows its string already. So an update may not remove
 * all.
 *
 * @throws ApiError `invalid_request` when the token could have no stream left, whether Millicast adds or removes first.
 */
function refuseToEmpty(
  { streams }: UpstreamToken,
  { addTokenStreams = [], removeTokenStreams = [] }: TokenUpdate,
): void {
  if ([...streams, ...addTokenStreams].some(({ streamName }) => !removeTokenStreams.includes(streamName))) return;
  throw new ApiError('invalid_request', 'removeTokenStreams must leave the token a stream');
}

/** What is on air with the caller's own tokens. @param own these tokens. */
export function ownOnAir(all: OnAir, own: Pick<Tokens<UpstreamToken>, 'find'>, rights: MillicastCallerRights): OnAir {
  if (!limitsTokens('publish', rights)) return all;

  /** The ids of those that are the caller's own. */
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
        'too many tokens are on air to check them for a caller with limits: ask for one stream',
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
      if (foreign !== undefined) throw notOwnToken('publish', rights, foreign);
      return all.disable(body);
    },
  };
}
