import * as v from 'valibot';
import { MAX_LIFETIME_SECONDS } from '../shared/rights/lifetime.ts';
import { section, wholeNumberOf } from '../shared/settings/options.ts';

/** The environment variable with Momento's URL; empty where the API key contains the endpoint. */
export const ENDPOINT_VARIABLE = 'MOMENTO_ENDPOINT';

export const topicRoles = ['publishsubscribe', 'subscribeonly', 'publishonly'] as const;
export const cacheRoles = ['readwrite', 'readonly', 'writeonly'] as const;

const NAME = 'a name of 1 to 255 characters';
const Name = v.pipe(v.string(NAME), v.maxLength(255, NAME), v.regex(/\S/, NAME));

const TOPICS = "'all' or a list of topic names";

/**
 * What the tokens of one audience open. Topics and a key prefix together are refused: the protocol has such a scope, but
 * Momento's SDK never sends it, so nobody knows what it would open.
 */
export const TokenScope = v.pipe(
  section({
    cache: v.pipe(Name, v.description('The cache that the topics and items are in.')),
    topics: v.optional(
      v.pipe(
        section({
          role: v.pipe(
            v.picklist(topicRoles, topicRoles.join(', ')),
            v.description('What the token may do with them.'),
          ),
          names: v.pipe(
            v.union([v.literal('all'), v.pipe(v.array(Name), v.nonEmpty(TOPICS))], TOPICS),
            v.description('Which topics.'),
          ),
        }),
        v.description('The topics that a token opens; without this, none.'),
      ),
    ),
    items: v.optional(
      v.pipe(
        section({
          role: v.pipe(
            v.picklist(cacheRoles, cacheRoles.join(', ')),
            v.description('What the token may do with them.'),
          ),
          keyPrefix: v.optional(
            v.pipe(
              Name,
              v.description('Only the items whose keys start with this; otherwise all. Not beside `topics`.'),
            ),
          ),
        }),
        v.description('The cache items that a token opens; without this, none.'),
      ),
    ),
    // A token isn't reused in its last minute, so it must live for at least two.
    lifetimeSeconds: v.optional(
      v.pipe(
        wholeNumberOf('seconds', 120, MAX_LIFETIME_SECONDS),
        v.description('How long a token lives. Momento may allow your account less, and then refuses.'),
      ),
      3_600,
    ),
  }),
  v.check(({ topics, items }) => topics !== undefined || items !== undefined, 'topics, items or both'),
  v.forward(
    v.check(
      ({ topics, items }) => topics === undefined || items?.keyPrefix === undefined,
      'no keyPrefix beside topics, which Momento’s SDK can’t ask for together',
    ),
    ['items'],
  ),
);
export type TokenScope = v.InferOutput<typeof TokenScope>;

/** How a stage vends Momento tokens: a part of the stage's configuration, passed to the function unchanged. */
export const MomentoOptions = section({
  client: v.pipe(TokenScope, v.description('What the tokens of `/tokens` open: topics, items or both.')),
  admin: v.pipe(TokenScope, v.description('The same for the tokens of `/admin/tokens`.')),
  reuse: v.optional(
    v.pipe(
      v.picklist(['off', 'viewer', 'caller'], 'off, viewer or caller'),
      v.description(
        'Who gets the same token again while it lives: nobody, each address of a caller, or the caller from any address. [When to use which](#traps).',
      ),
    ),
    'off',
  ),
});
export type MomentoOptions = v.InferOutput<typeof MomentoOptions>;

export const KEEPING_CACHE =
  'a name of ASCII characters without a blank at its ends, since tokens are kept in it (reuse)';

/**
 * Whether the cache can be called, where tokens are kept in it. The metadata of calls names it then; they have no other
 * characters, and lose blanks at the ends. In what a token opens, any name will do.
 */
export function canKeepTokens({ reuse }: Pick<MomentoOptions, 'reuse'>, { cache }: Pick<TokenScope, 'cache'>): boolean {
  return reuse === 'off' || /^[!-~](?:[ -~]*[!-~])?$/.test(cache);
}
