import * as v from 'valibot';
import { isAddressOrBlock } from './ip-addresses.ts';
import { isAllowedOrigin } from './origins.ts';
import { isPattern } from './stream-names.ts';

const INT32_MAX = 2_147_483_647;

/** Accepts JSON objects only: valibot's own object schemas also accept arrays. */
export function jsonObject<const E extends v.ObjectEntries>(entries: E) {
  return v.pipe(
    v.custom<object>((input) => !Array.isArray(input), 'The value must be an object.'),
    v.strictObject(entries),
  );
}

export function textOf(name: string, { max }: { max: number }) {
  return v.pipe(
    v.string(),
    v.regex(/\S/, `The ${name} field is required.`),
    v.maxLength(max, `The field ${name} must have a maximum length of ${max}.`),
  );
}

export const Label = textOf('Label', { max: 128 });

export const Stream = v.pipe(
  jsonObject({ streamName: textOf('StreamName', { max: 128 }), isRegex: v.optional(v.boolean(), false) }),
  v.forward(
    v.check(
      ({ streamName, isRegex }) => !isRegex || isPattern(streamName),
      'The stream name is not a regular expression.',
    ),
    ['streamName'],
  ),
);

/** Seconds. */
export const Expires = v.pipe(
  v.number(),
  v.integer('The field Expires must be a whole number.'),
  v.minValue(1, `The field Expires must be between 1 and ${INT32_MAX}.`),
  v.maxValue(INT32_MAX, `The field Expires must be between 1 and ${INT32_MAX}.`),
);

export const AllowedOrigins = v.array(
  v.pipe(v.string(), v.check(isAllowedOrigin, 'The origin is not a domain, nor *. and a domain.')),
);

export const AllowedIpAddresses = v.array(
  v.pipe(v.string(), v.check(isAddressOrBlock, 'The address is neither IPv4 nor a CIDR block.')),
);

/** How many addresses; 0 ends the binding. */
export const BindIpsOnUsage = v.pipe(
  v.number(),
  v.integer('The field BindIpsOnUsage must be a whole number.'),
  v.minValue(0, 'The field BindIpsOnUsage must be 0 or more.'),
);

export const Countries = v.array(
  v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, 'The country is not a two letter ISO 3166-1 code.')),
);

export const GeoCascade = v.pipe(
  jsonObject({ isEnabled: v.nullish(v.boolean(), null), clusters: v.nullish(v.array(v.string()), () => ['all']) }),
  v.forward(
    v.check(
      ({ isEnabled, clusters }) => isEnabled !== true || clusters.length > 0,
      'The clusters cannot be empty when the cascade is enabled.',
    ),
    ['clusters'],
  ),
);

export const Restreams = v.pipe(
  v.array(
    jsonObject({
      label: v.nullish(v.pipe(v.string(), v.maxLength(2048, 'The label is too long.')), null),
      url: textOf('Url', { max: 2048 }),
      key: v.pipe(
        v.string(),
        v.minLength(5, 'The key must have 5 characters or more.'),
        v.maxLength(512, 'The key must have 512 characters or fewer.'),
      ),
    }),
  ),
  v.maxLength(10, 'The field Restream must have 10 entries or fewer.'),
);

export const Tracking = jsonObject({
  trackingId: v.nullish(
    v.pipe(v.string(), v.maxLength(128, 'The tracking id must have 128 characters or fewer.')),
    null,
  ),
});
