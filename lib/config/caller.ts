import * as v from 'valibot';
import { audiences } from '../../api/route.ts';
import { section, wholeNumberOf, yesOrNo } from '../../lambda/shared/settings/options.ts';
import { RightsConfig } from './rights.ts';
import { CallerToken } from './token-caller.ts';

/** The windows over which a web ACL can count. */
const windows = [60, 120, 300, 600] as const;

/** How many requests with one user's token the web ACL lets through. */
const PerUser = v.pipe(
  section({
    requests: v.pipe(
      wholeNumberOf('requests', 10, 2_000_000_000),
      v.description('How many requests in that time, over all routes together. What comes beyond is refused.'),
    ),
    perSeconds: v.pipe(
      v.picklist(windows, `one of ${windows.join(', ')} (seconds)`),
      v.description('The time over which requests are counted, which ends with the present moment.'),
    ),
  }),
  v.description(
    'For a caller with `token`: how often each user may ask, counted by the token. All callers with `token` have the same. It makes a web ACL, which [has a price](cost.md).',
  ),
);
export type PerUser = v.InferOutput<typeof PerUser>;

/** How many requests API Gateway and the web ACL let through, on all routes together. */
const Limit = v.pipe(
  section({
    rate: v.optional(
      v.pipe(
        wholeNumberOf('requests', 1, 5_000),
        v.description(
          'Requests per second in the long run, over all the caller’s routes together. For a caller with `token`, those of all its users together.',
        ),
      ),
    ),
    burst: v.optional(
      v.pipe(wholeNumberOf('requests', 1, 5_000), v.description('Requests at once. By default as many as `rate`.')),
    ),
    quota: v.optional(
      section({
        requests: v.pipe(
          wholeNumberOf('requests', 1, 1_000_000_000),
          v.description(
            'How many requests in that time, over all the caller’s routes together. For a caller with `token`, those of all its users together.',
          ),
        ),
        per: v.pipe(
          v.picklist(['day', 'week', 'month'], 'day, week or month'),
          v.description('When the count starts again: with each UTC day, week or month.'),
        ),
      }),
    ),
    perUser: v.optional(PerUser),
  }),
  v.check(
    ({ rate, quota, perUser }) => rate !== undefined || quota !== undefined || perUser !== undefined,
    'a rate, a quota or both, or perUser',
  ),
  v.forward(
    v.check((limit) => limit.burst === undefined || limit.rate !== undefined, 'a rate beside it'),
    ['burst'],
  ),
  v.description('How much the caller may ask for: see [Limits](#limits).'),
);
export type Limit = v.InferOutput<typeof Limit>;
export type UsageLimit = Omit<Limit, 'perUser'>;

/** A caller and what it may ask for. */
export const CallerConfig = section({
  audience: v.pipe(
    v.picklist(audiences, audiences.join(' or ')),
    v.description('A `client` may use the client routes; an `admin` may use those and the admin routes.'),
  ),
  token: v.optional(CallerToken),
  rights: v.optional(RightsConfig),
  limit: v.optional(Limit),
  disabled: yesOrNo(
    false,
    '`true` makes the guard refuse the caller with 401, or with 403 where its requests have a user’s token; authorizers and functions refuse it too. Its secret, its password and the count of its quota are kept. Change it back to let the caller in again.',
  ),
});
export type CallerConfig = v.InferOutput<typeof CallerConfig>;

/** What API Gateway limits the caller to; undefined where it doesn't count the caller's requests. */
export function usageLimit({ limit }: Pick<CallerConfig, 'limit'>): UsageLimit | undefined {
  return limit?.rate === undefined && limit?.quota === undefined ? undefined : limit;
}
