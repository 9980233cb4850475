import * as v from 'valibot';
import { fields, optional, wholeNumberFrom } from '../../../api/body.ts';
import { named } from '../../../api/named.ts';
import { query } from '../../../api/query.ts';
import type { Route } from '../../../api/route.ts';
import { CreatePublishToken } from './create-token.ts';
import {
  DeletedAnswer,
  ItemsOnPage,
  MAX_TOKEN_ID,
  managementRoute,
  Page,
  updatedStreams,
} from './management-routes.ts';
import { PublishToken, successSchema } from './token.ts';
import { INT32_MAX } from './token-fields.ts';
import { UpdatePublishToken } from './update-token.ts';

/*
 * The same routes and bodies as the server in Millicast's guide (“Automate using REST APIs”) has for publish tokens.
 * The guide's page sends the id as text from an input field, and calls some routes with PUT or DELETE and some with
 * POST.
 */

const TOKEN_ID = 'must be a whole number';

const TokenId = v.union(
  [
    v.pipe(wholeNumberFrom(0, MAX_TOKEN_ID), v.examples([100])),
    v.pipe(v.string(), v.regex(/^(?:0|[1-9]\d{0,14})$/, TOKEN_ID), v.transform(Number)),
  ],
  TOKEN_ID,
);

const PublishTokenAnswer = successSchema('MillicastPublishTokenAnswer', PublishToken);

const one = { kind: 'publish', subject: ['tokenId'], vends: false } as const;

const byId = {
  ...managementRoute,
  audit: one,
  body: v.pipe(fields({ tokenId: TokenId }), named('MillicastTokenIdBody')),
} as const;

const get = {
  ...byId,
  path: '/millicast/getToken',
  example: '/millicast/getToken',
  summary: 'Reads a Millicast publish token.',
  response: PublishTokenAnswer,
} as const;

const update = {
  ...managementRoute,
  audit: { ...one, subject: ['tokenId', ...updatedStreams], changes: 'data' },
  path: '/millicast/updateToken',
  example: '/millicast/updateToken',
  summary: 'Changes a Millicast publish token.',
  body: v.pipe(fields({ tokenId: TokenId, data: UpdatePublishToken }), named('MillicastUpdateById')),
  response: PublishTokenAnswer,
} as const;

const remove = {
  ...byId,
  path: '/millicast/deleteToken',
  example: '/millicast/deleteToken',
  summary: 'Deletes a Millicast publish token.',
  response: DeletedAnswer,
} as const;

const list = {
  ...managementRoute,
  audit: { kind: 'publish', subject: [], vends: false },
  path: '/millicast/getList',
  summary: 'Lists the Millicast publish tokens that the caller may see; without a page, those of the first 100.',
  response: successSchema('MillicastPublishTokensAnswer', v.array(PublishToken)),
} as const;

export const tutorialRoutes = {
  create: {
    ...managementRoute,
    name: 'createToken',
    audit: { kind: 'publish', subject: ['label', 'streams'], vends: true },
    method: 'POST',
    path: '/millicast/createToken',
    example: '/millicast/createToken',
    summary: 'Makes a Millicast publish token.',
    body: CreatePublishToken,
    response: PublishTokenAnswer,
  },
  get: { ...get, name: 'getToken', method: 'POST' },
  updateByPost: { ...update, name: 'updateTokenByPost', method: 'POST' },
  update: { ...update, name: 'updateToken', method: 'PUT' },
  removeByPost: { ...remove, name: 'deleteTokenByPost', method: 'POST' },
  remove: { ...remove, name: 'deleteToken', method: 'DELETE' },
  list: {
    ...list,
    name: 'getList',
    method: 'GET',
    example: '/millicast/getList?page=1&itemsOnPage=10',
    query: query({
      page: v.optional(v.pipe(Page, named('PageIfAny'))),
      itemsOnPage: v.optional(v.pipe(ItemsOnPage, named('ItemsOnPageIfAny'))),
    }),
  },
  listByPost: {
    ...list,
    name: 'getListByPost',
    method: 'POST',
    example: '/millicast/getList',
    body: v.pipe(
      fields({
        page: optional(wholeNumberFrom(1, INT32_MAX)),
        itemsOnPage: optional(wholeNumberFrom(1, 100)),
      }),
      named('MillicastPage'),
      v.examples([{ page: 1, itemsOnPage: 10 }]),
    ),
  },
} as const satisfies Record<string, Route>;
