import * as v from 'valibot';
import { audiences } from '../../api/route.ts';
import { section, wholeNumberOf, yesOrNo } from '../../lambda/shared/settings/options.ts';
import { RightsConfig } from './rights.ts';
import { CallerToken } from './token-caller.ts';

/** How many requests of one caller API Gateway lets through, on all routes together. */
const Limit = v.pipe(
  section({
    rate: v.optional(
      v.pipe(
        wholeNumberOf('requests', 1, 5_000),
        v.description('Requests per second in the long run, over all the caller’s routes together.'),
      ),
    ),
    burst: v.optional(
      v.pipe(wholeNumberOf('requests', 1, 5_000), v.description('Requests at once. By default as many as `rate`.')),
    ),
    quota: v.optional(
      section({
        requests: v.pipe(
          wholeNumberOf('requests', 1, 1_000_000_000),
          v.description('How many requests in that time, over all the caller’s routes together.'),
        ),
        per: v.pipe(
          v.picklist(['day', 'week', 'month'], 'day, week or month'),
          v.description('When the count starts again: with each UTC day, week or month.'),
        ),
      }),
    ),
  }),
  v.check((limit) => limit.rate !== undefined || limit.quota !== undefined, 'a rate, a quota or both'),
  v.forward(
    v.check((limit) => limit.burst === undefined || limit.rate !== undefined, 'a rate beside it'),
    ['burst'],
  ),
  v.description('How much the caller may ask for: see [Limits](#limits).'),
);
export type Limit = v.InferOutput<typeof Limit>;

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
    '`true` makes the guard refuse the caller with 401; authorizers and functions refuse it too. Its secret, its password and the count of its quota are kept. Change it back to let the caller in again.',
  ),
});
export type CallerConfig = v.InferOutput<typeof CallerConfig>;
