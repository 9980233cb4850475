import * as v from 'valibot';
import { RESERVED_VALUES } from '../../lambda/shared/identity/caller-header.ts';
import { isPlainText } from '../../lambda/shared/identity/user-name.ts';
import { USER_VALUE } from '../../lambda/shared/rights/placeholders.ts';
import { named } from '../../lambda/shared/settings/named.ts';
import { section } from '../../lambda/shared/settings/options.ts';

const CLAIM =
  'the name of a claim, such as sub, or a JSON pointer to one inside another, such as /realm_access/roles, of 128 characters at most';

export const ClaimName = v.pipe(
  v.string(CLAIM),
  v.check((text) => text !== '' && !/~(?![01])/.test(text.startsWith('/') ? text : ''), CLAIM),
  v.maxLength(128, CLAIM),
);

const WANTED = 'a text, a number, true or false, or a list of these';

function isKept(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}

const WantedValue = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], WANTED),
  v.check(
    (value) => (typeof value === 'string' ? isPlainText(value) : typeof value === 'boolean' || isKept(value)),
    'a text without control characters, or a number that JSON keeps exactly',
  ),
  v.transform(String),
);

/** One value or a list. What the claim has must be one of them; a claim that is a list must hold one of them. */
const WantedValues = v.pipe(
  v.union(
    [
      v.pipe(
        WantedValue,
        v.transform((value) => [value]),
      ),
      v.pipe(v.array(WantedValue), v.minLength(1, WANTED)),
    ],
    WANTED,
  ),
);

export const WantedClaims = named(ClaimName, WantedValues, 'an object of values by the names of claims');

/** How many claims a caller may pass on, so that they fit into a header. */
const MOST_VALUES = 10;

const ValueName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][A-Za-z0-9_]{0,31}$/, 'a name of 1 to 32 letters, digits and _ that starts with a letter'),
  v.check(
    (name) => !RESERVED_VALUES.some((reserved) => reserved === name),
    `a name other than ${RESERVED_VALUES.join(' and ')}, which stand for something else`,
  ),
);

/** Which users' tokens make a request that of a caller, and what its rights may use of them. */
export const CallerToken = v.pipe(
  section({
    issuer: v.pipe(v.string('the name of an issuer'), v.description('Whose tokens: the name of one of `issuers`.')),
    where: v.optional(
      v.pipe(
        WantedClaims,
        v.description(
          'Claims that a token must have for this caller, with the values of which it must have one. A claim that is a list must hold one of them.',
        ),
      ),
      {},
    ),
    user: v.optional(
      v.pipe(ClaimName, v.description('The claim that names the user: `{user}` in rights, and `user` in the log.')),
      'sub',
    ),
    values: v.optional(
      v.pipe(
        named(ValueName, ClaimName, 'an object of claims by the names that rights use'),
        v.check((values) => Object.keys(values).length <= MOST_VALUES, `${MOST_VALUES} values at most`),
        v.description(
          `Claims that rights may use, by the names that stand in braces there: with \`tenant: 'custom:org'\` a right may say \`{tenant}-*\`. At most ${MOST_VALUES}.`,
        ),
      ),
      {},
    ),
  }),
  v.description(
    'Makes it the caller of [signed-in users](signed-in-users.md): its requests have a user’s token instead of a password. By default, it has a password.',
  ),
);
export type CallerToken = v.InferOutput<typeof CallerToken>;

/** The claims that `{…}` in rights stand for, by the names there. */
export function claimsOf({ user, values }: CallerToken): Readonly<Record<string, string>> {
  return { [USER_VALUE]: user, ...values };
}
