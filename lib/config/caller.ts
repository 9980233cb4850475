import * as v from 'valibot';
import { audiences } from '../../api/route.ts';
import { section, wholeNumberOf } from '../../lambda/shared/settings/options.ts';
import { RightsConfig } from './rights.ts';

/** What API Gateway lets through of one caller's requests, on all routes together. */
const Limit = v.pipe(
  section({
    /** Requests per second, in the long run. */
    rate: v.optional(wholeNumberOf('requests', 1, 5_000)),
    /** Requests at once; as many as the rate, where nothing is said. */
    burst: v.optional(wholeNumberOf('requests', 1, 5_000)),
    quota: v.optional(
      section({
        requests: wholeNumberOf('requests', 1, 1_000_000_000),
        per: v.picklist(['day', 'week', 'month'], 'day, week or month'),
      }),
    ),
  }),
  v.check((limit) => limit.rate !== undefined || limit.quota !== undefined, 'a rate, a quota or both'),
  v.forward(
    v.check((limit) => limit.burst === undefined || limit.rate !== undefined, 'a rate beside it'),
    ['burst'],
  ),
);
export type Limit = v.InferOutput<typeof Limit>;

/** Who may call, and what. */
export const CallerConfig = section({
  audience: v.picklist(audiences, audiences.join(' or ')),
  rights: v.optional(RightsConfig),
  limit: v.optional(Limit),
  /** Shut out at the edge. Its secret stays, and with it the password. */
  disabled: v.optional(v.boolean('true or false'), false),
});
export type CallerConfig = v.InferOutput<typeof CallerConfig>;
