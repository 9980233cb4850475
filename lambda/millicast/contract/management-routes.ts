import * as v from 'valibot';
import { fields, listOf, wholeNumberFrom } from '../../../api/body.ts';
import { named } from '../../../api/named.ts';
import { query, trueOrFalse, wholeNumber } from '../../../api/query.ts';
import type { Route } from '../../../api/route.ts';
import { CreatePublishToken, CreateSubscribeToken } from './create-token.ts';
import { millicastRights } from './rights.ts';
import { ActiveTokens, DisabledTokens, PublishToken, SubscribeToken, successSchema } from './token.ts';
import { INT32_MAX } from './token-fields.ts';
import { UpdatePublishToken, UpdateSubscribeToken } from './update-token.ts';

/** Larger whole numbers aren't exact in JSON. */
export const MAX_TOKEN_ID = Number.MAX_SAFE_INTEGER;

const TOKEN_ID = 'tokenId must be a whole number';

const TokenParams = v.strictObject({
  tokenId: v.pipe(
    wholeNumber(TOKEN_ID),
    v.maxValue(MAX_TOKEN_ID, TOKEN_ID),
    named('MillicastTokenId'),
    v.description('The id of the token, as a create or a list tells it.'),
  ),
});

function countUpTo(max: number, name: string) {
  const expected = `${name} must be a whole number from 1 to ${max}`;
  return v.pipe(wholeNumber(expected), v.minValue(1, expected), v.maxValue(max, expected));
}

export const Page = v.pipe(
  countUpTo(INT32_MAX, 'page'),
  named('Page'),
  v.examples([1]),
  v.description('Which page; the first is 1.'),
);
export const ItemsOnPage = v.pipe(
  countUpTo(100, 'itemsOnPage'),
  named('ItemsOnPage'),
  v.examples([10]),
  v.description('How many tokens a page holds.'),
);

const paging = {
  page: Page,
  itemsOnPage: ItemsOnPage,
  sortBy: v.optional(
    v.pipe(
      v.picklist(['Name', 'AddedOn'], 'sortBy must be Name or AddedOn'),
      named('SortBy'),
      v.description('Default: Name.'),
    ),
  ),
  isDescending: v.optional(
    v.pipe(trueOrFalse('isDescending', 'Default: false.'), v.title('Descending'), named('IsDescending')),
  ),
};

const filters = ['None', 'TokenName', 'StreamName', 'TokenOrStreamName'] as const;

const ByNameQuery = query({
  name: v.pipe(
    v.string(),
    v.regex(/\S/, 'name must not be blank'),
    v.title('Text'),
    named('Name'),
    v.description('What to look for.'),
  ),
  filterBy: v.optional(
    v.pipe(
      v.picklist(filters, `filterBy must be one of ${filters.join(', ')}`),
      named('FilterBy'),
      v.description('Where to look for it. Default: TokenOrStreamName.'),
    ),
  ),
  ...paging,
});

const ActiveQuery = query({
  streamId: v.pipe(
    v.string(),
    v.regex(/^[^/]+\/./, 'streamId must be the account’s id, a slash, and the stream’s name'),
    v.description('accountId/streamName'),
  ),
});

const TokenIds = v.pipe(
  fields({
    tokenIds: v.pipe(
      listOf(wholeNumberFrom(0, MAX_TOKEN_ID), 'token ids'),
      v.minLength(1, 'must hold at least one token id'),
      v.examples([[100, 101]]),
    ),
  }),
  named('MillicastTokenIds'),
);

export const DeletedAnswer = successSchema('MillicastDeletedAnswer', v.literal(true));

const providerFailures = [
  'provider_refused',
  'provider_failed',
  'not_configured',
  'unavailable',
  'provider_timeout',
] as const;

/** The fields of an update that add streams to a token or remove them. */
export const updatedStreams = ['addTokenStreams', 'removeTokenStreams'] as const;

/** What all routes for managing tokens have in common. */
export const managementRoute = {
  audience: 'admin',
  provider: 'millicast',
  rights: millicastRights,
  query: query({}),
  failures: providerFailures,
} as const;

/** The routes that both kinds of token have, under `/millicast/publish_token` and `/millicast/subscribe_token`. */
function managementRoutes<
  const K extends 'publish' | 'subscribe',
  const C extends v.GenericSchema,
  const U extends v.GenericSchema,
  const T extends v.GenericSchema,
>(kind: K, Create: C, Update: U, Token: T) {
  const at = `/millicast/${kind}_token` as const;
  const Kind = (kind === 'publish' ? 'Publish' : 'Subscribe') as Capitalize<K>;
  const one = { kind, subject: ['tokenId'], vends: false } as const;
  const many = { kind, subject: ['name'], vends: false } as const;
  return {
    create: {
      ...managementRoute,
      name: `create${Kind}Token`,
      audit: { kind, subject: ['label', 'streams'], vends: true },
      method: 'POST',
      // Not `at`: the type of this template is the path of one kind, the type of `at` would be that of either kind.
      path: `/millicast/${kind}_token`,
      example: at,
      summary: `Makes a Millicast ${kind} token.`,
      body: Create,
      response: successSchema(`Millicast${Kind}TokenAnswer`, Token),
    },
    list: {
      ...managementRoute,
      name: `list${Kind}Tokens`,
      audit: many,
      method: 'GET',
      path: `${at}/list`,
      example: `${at}/list?page=1&itemsOnPage=10`,
      summary: `Lists the Millicast ${kind} tokens that are the caller’s, a page at a time.`,
      query: query(paging),
      response: successSchema(`Millicast${Kind}TokensAnswer`, v.array(Token)),
    },
    listByName: {
      ...managementRoute,
      name: `list${Kind}TokensByName`,
      audit: many,
      method: 'GET',
      path: `${at}/list_by_name`,
      example: `${at}/list_by_name?name=stage&page=1&itemsOnPage=10`,
      summary: `Lists those of the caller’s Millicast ${kind} tokens whose label or stream name holds a text.`,
      query: ByNameQuery,
      response: successSchema(`Millicast${Kind}TokensAnswer`, v.array(Token)),
    },
    read: {
      ...managementRoute,
      name: `read${Kind}Token`,
      audit: one,
      method: 'GET',
      path: `${at}/{tokenId}`,
      example: `${at}/100`,
      summary: `Reads a Millicast ${kind} token.`,
      params: TokenParams,
      response: successSchema(`Millicast${Kind}TokenAnswer`, Token),
    },
    update: {
      ...managementRoute,
      name: `update${Kind}Token`,
      audit: { ...one, subject: ['tokenId', ...updatedStreams], changes: 'body' },
      method: 'PUT',
      path: `${at}/{tokenId}`,
      example: `${at}/100`,
      summary: `Changes a Millicast ${kind} token.`,
      params: TokenParams,
      body: Update,
      response: successSchema(`Millicast${Kind}TokenAnswer`, Token),
    },
    remove: {
      ...managementRoute,
      name: `delete${Kind}Token`,
      audit: one,
      method: 'DELETE',
      path: `${at}/{tokenId}`,
      example: `${at}/100`,
      summary: `Deletes a Millicast ${kind} token.`,
      params: TokenParams,
      response: DeletedAnswer,
    },
  } as const satisfies Record<string, Route>;
}

export const publishTokenRoutes = managementRoutes('publish', CreatePublishToken, UpdatePublishToken, PublishToken);
export const subscribeTokenRoutes = managementRoutes(
  'subscribe',
  CreateSubscribeToken,
  UpdateSubscribeToken,
  SubscribeToken,
);

/** The routes that only publish tokens have. */
export const onAirRoutes = {
  active: {
    ...managementRoute,
    name: 'activePublishTokens',
    audit: { kind: 'publish', subject: ['streamId'], vends: false },
    method: 'GET',
    path: '/millicast/publish_token/active',
    example: '/millicast/publish_token/active?streamId=account/stage',
    summary: 'Those of the caller’s Millicast publish tokens that a stream is on air with.',
    query: ActiveQuery,
    response: successSchema('MillicastActiveTokensAnswer', ActiveTokens),
  },
  allActive: {
    ...managementRoute,
    name: 'allActivePublishTokens',
    audit: { kind: 'publish', subject: [], vends: false },
    method: 'GET',
    path: '/millicast/publish_token/active/all',
    example: '/millicast/publish_token/active/all',
    summary: 'Those of the caller’s Millicast publish tokens that any stream is on air with.',
    response: successSchema('MillicastActiveTokensAnswer', ActiveTokens),
  },
  disable: {
    ...managementRoute,
    name: 'disablePublishTokens',
    audit: { kind: 'publish', subject: ['tokenIds'], vends: false },
    method: 'PATCH',
    path: '/millicast/publish_token/disable',
    example: '/millicast/publish_token/disable',
    summary: 'Makes Millicast publish tokens inactive.',
    body: TokenIds,
    response: successSchema('MillicastDisabledTokensAnswer', DisabledTokens),
  },
} as const satisfies Record<string, Route>;
