import { ApiError } from '../../../api/errors.ts';
import type { NamesUser } from '../../../api/route.ts';
import type { Names, TermLimit, Terms } from '../../../api/terms.ts';
import type { SignedInUser } from '../identity/caller-header.ts';
import { placeholders, USER_VALUE } from './placeholders.ts';
import type { CallerRights, Only } from './rights.ts';

/** A claim may be a list, and a pattern may have several of them: all their combinations together. */
const MAX_PATTERNS = 1_000;

/**
 * The caller’s rights for one of its users: in the limits, values of the user’s claims stand in place of `{…}`. A value is
 * literal, never a pattern.
 *
 * @param user undefined for a caller with a password, whose rights have no `{…}`.
 * @throws ApiError `not_allowed` that names the claim which is missing, or has a value that can't stand there.
 */
export function rightsOfUser<T extends Terms>(
  terms: T,
  rights: CallerRights<T>,
  user: SignedInUser | undefined,
): CallerRights<T> {
  const { claims, only } = rights;
  if (claims === undefined) return rights;
  if (user === undefined)
    throw new ApiError('not_allowed', 'this caller’s requests need the token of a signed-in user');
  const own: Record<string, TermLimit | undefined> = { ...only };
  for (const [name, term] of Object.entries(terms)) {
    const limit = only[name];
    if (term.kind !== 'names' || limit === undefined) continue;
    own[name] = patternsFor(limit as readonly string[], term, user, claims);
  }
  return { ...rights, only: own as Only<T>, asWritten: only };
}

function patternsFor(
  written: readonly string[],
  term: Names,
  user: SignedInUser,
  claims: Readonly<Record<string, string>>,
): readonly string[] {
  const patterns: string[] = [];
  for (const pattern of written) {
    let made = [''];
    for (const part of placeholders(pattern)) {
      const texts = 'text' in part ? [part.text] : valuesOf(part.name, term, user, claims);
      if (made.length * texts.length + patterns.length > MAX_PATTERNS) {
        throw new ApiError('not_allowed', `the token’s claims give more than ${MAX_PATTERNS} ${term.listed}`);
      }
      made = made.flatMap((start) => texts.map((text) => start + text));
    }
    patterns.push(...made);
  }
  return patterns;
}

function valuesOf(
  name: string,
  term: Names,
  user: SignedInUser,
  claims: Readonly<Record<string, string>>,
): readonly string[] {
  const values = name === USER_VALUE ? [user.name] : Object.hasOwn(user.values, name) ? user.values[name] : undefined;
  // The claim’s value is never repeated: nothing of a token is in an error.
  const claim = JSON.stringify(claims[name] ?? name);
  if (values === undefined || values.length === 0) {
    throw new ApiError(
      'not_allowed',
      `this caller’s rights need the token’s claim ${claim}, which is missing, or isn’t a text, a number, true or false, or a list of at most 100 of these`,
    );
  }
  if (values.every((value) => isLiteral(value, term))) return values;
  throw new ApiError(
    'not_allowed',
    `the token’s claim ${claim} has a value that no ${term.called} can have: it is empty, or holds * or another character that is not allowed there`,
  );
}

function isLiteral(value: string, { charset }: Names): boolean {
  return value !== '' && !value.includes('*') && (charset?.test(value) ?? true);
}

/**
 * The user that a request's token is for where it names none: the one name that the rights leave. Undefined where they
 * leave several, or the route's tokens name no user.
 *
 * @param given the path's parameters, with the query or the body, before they are parsed.
 * @returns the field and what stands in it.
 */
export function userToFillIn(
  names: NamesUser | undefined,
  { only }: CallerRights,
  given: object,
): Readonly<Record<string, string>> {
  if (names === undefined) return {};
  const { term, field, or = [], emptyIsNone = false } = names;
  const fields = new Map<string, unknown>(Object.entries(given));
  const isEmpty = (name: string) => emptyIsNone && fields.get(name) === '';
  // Some clients send null for what they leave out.
  const isNone = (name: string) => (fields.get(name) ?? undefined) === undefined || isEmpty(name);
  if (![field, ...or].every(isNone)) return {};
  const [sole, ...others] = new Set((only[term] as readonly string[] | undefined) ?? []);
  return sole === undefined || others.length > 0 || sole.includes('*') ? {} : { [or.find(isEmpty) ?? field]: sole };
}
