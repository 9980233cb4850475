import * as v from 'valibot';
import { MAX_LIFETIME_SECONDS } from '../shared/rights/lifetime.ts';
import { section, wholeNumberOf } from '../shared/settings/options.ts';

/** The function's variable: where Momento is, as a URL; empty where the API key says it. */
export const ENDPOINT_VARIABLE = 'MOMENTO_ENDPOINT';

export const topicRoles = ['publishsubscribe', 'subscribeonly', 'publishonly'] as const;
export const cacheRoles = ['readwrite', 'readonly', 'writeonly'] as const;

const NAME = 'a name of 1 to 255 characters';
const Name = v.pipe(v.string(NAME), v.maxLength(255, NAME), v.regex(/\S/, NAME));

const TOPICS = "'all' or a list of topic names";

/**
 * What the tokens of one audience open. A token with topics has no key prefix: Momento's SDK takes such a scope, but
 * leaves the prefix out of what it sends, and the token would open every item of the cache.
 */
export const TokenScope = v.pipe(
  section({
    /** The cache that the topics and items are in. */
    cache: Name,
    topics: v.optional(
      section({
        role: v.picklist(topicRoles, topicRoles.join(', ')),
        names: v.union([v.literal('all'), v.pipe(v.array(Name), v.nonEmpty(TOPICS))], TOPICS),
      }),
    ),
    items: v.optional(
      section({
        role: v.picklist(cacheRoles, cacheRoles.join(', ')),
        /** Only the items whose keys start with this; all items of the cache without it. */
        keyPrefix: v.optional(Name),
      }),
    ),
    /** Reuse needs a minute before the end, so no token lives for less than two. */
    lifetimeSeconds: v.optional(wholeNumberOf('seconds', 120, MAX_LIFETIME_SECONDS), 3_600),
  }),
  v.check(({ topics, items }) => topics !== undefined || items !== undefined, 'topics, items or both'),
  v.forward(
    v.check(
      ({ topics, items }) => topics === undefined || items?.keyPrefix === undefined,
      'no keyPrefix beside topics: Momento’s SDK would open the whole cache',
    ),
    ['items'],
  ),
);
export type TokenScope = v.InferOutput<typeof TokenScope>;

/** How a stage vends Momento tokens: a part of the stage's configuration, handed to the function as it is. */
export const MomentoOptions = section({
  client: TokenScope,
  admin: TokenScope,
  /** Who gets the same token again while it lives: nobody, one address of a caller, or the caller from any address. */
  reuse: v.optional(v.picklist(['off', 'viewer', 'caller'], 'off, viewer or caller'), 'off'),
});
export type MomentoOptions = v.InferOutput<typeof MomentoOptions>;
