import * as v from 'valibot';
import { fields, listOf, optional, text, wholeNumberFrom } from '../../../api/body.ts';
import { named } from '../../../api/named.ts';
import {
  allowsAndDenies,
  bindsAndLists,
  GeoCascade,
  INT32_MAX,
  Label,
  publishSettings,
  Restreams,
  restrictions,
  Stream,
} from './token-fields.ts';

/** At Millicast a token never ends if `expires` is left out. That is easily done by mistake, so here it is "never". */
const Expires = v.pipe(
  v.union(
    [wholeNumberFrom(1, INT32_MAX), v.literal('never')],
    'must be a whole number of seconds, or "never" where the stage allows it',
  ),
  v.title('Lifetime'),
  v.description(
    'The token’s lifetime in seconds. Left out, or above the stage’s maximum: the maximum, as expiresAt says.',
  ),
);

const bothKinds = {
  label: Label,
  streams: v.pipe(
    listOf(Stream, 'objects with a streamName'),
    v.minLength(1, 'must hold at least one stream'),
    v.description('The streams that the token opens, by name or by regular expression.'),
  ),
  expires: optional(Expires),
  ...restrictions,
};

const example = { label: 'Main camera', streams: [{ streamName: 'main' }], expires: 3_600 };

export const CreatePublishToken = v.pipe(
  fields({
    ...bothKinds,
    ...publishSettings,
    geoCascade: optional(GeoCascade),
    restream: optional(Restreams),
  }),
  named('CreatePublishToken'),
  v.examples([example]),
  v.forward(
    v.check((token) => !bindsAndLists(token), 'excludes allowedIpAddresses: give one of them'),
    ['bindIpsOnUsage'],
  ),
  v.forward(
    v.check((token) => !allowsAndDenies(token), 'excludes allowedCountries: give one of them'),
    ['deniedCountries'],
  ),
  v.forward(
    v.check(({ record, clip }) => !(record && clip), 'excludes record: give one of them'),
    ['clip'],
  ),
);
export type CreatePublishToken = v.InferOutput<typeof CreatePublishToken>;

export const CreateSubscribeToken = v.pipe(
  fields({ ...bothKinds, tracking: optional(fields({ trackingId: text(128) })) }),
  named('CreateSubscribeToken'),
  v.examples([example]),
  v.forward(
    v.check((token) => !bindsAndLists(token), 'excludes allowedIpAddresses: give one of them'),
    ['bindIpsOnUsage'],
  ),
  v.forward(
    v.check((token) => !allowsAndDenies(token), 'excludes allowedCountries: give one of them'),
    ['deniedCountries'],
  ),
);
export type CreateSubscribeToken = v.InferOutput<typeof CreateSubscribeToken>;
