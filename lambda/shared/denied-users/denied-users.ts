/*
 * A stage's deny list: the users that the guard refuses, by caller. It is the value of a secret, as JSON:
 * `{"members": {"ada": {}, "bob": {"until": 1790000000}}}`. Nothing here reads it with a schema of valibot: a user may have
 * any name, also `__proto__`, which valibot's records leave out.
 */

/** A user of a caller. */
export interface CallersUser {
  readonly caller: string;
  /** The value of the claim that names the user. */
  readonly user: string;
}

/** Caller → user → when the block ends, in seconds since 1970; Infinity: never. */
export type DeniedUsers = ReadonlyMap<string, ReadonlyMap<string, number>>;

export const NOBODY_DENIED: DeniedUsers = new Map();

/** Secrets Manager stores no longer value: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
export const MAX_LIST_BYTES = 65_536;

/** The last one that a Date can hold. */
const LAST_SECOND = 8_640_000_000_000;

/** The list can't be changed; the message says why, and what to do about it. */
export class DenyListError extends Error {
  override readonly name = 'DenyListError';
}

/** @param now in ms since 1970. */
export function isDenied(denied: DeniedUsers, { caller, user }: CallersUser, now: number): boolean {
  const until = denied.get(caller)?.get(user);
  return until !== undefined && now < until * 1000;
}

/**
 * The list with this block. A block that ends later holds: otherwise who may block for a second could let somebody in.
 *
 * @param until in seconds since 1970; undefined: it never ends.
 */
export function withBlock(denied: DeniedUsers, { caller, user }: CallersUser, until = Infinity): DeniedUsers {
  const users = new Map(denied.get(caller));
  return new Map(denied).set(caller, users.set(user, Math.max(until, users.get(user) ?? 0)));
}

export function withoutBlock(denied: DeniedUsers, { caller, user }: CallersUser): DeniedUsers {
  const left = new Map(denied.get(caller));
  left.delete(user);
  return new Map(denied).set(caller, left);
}

/** The list without the blocks that have ended, and without callers that have none left. */
export function inForce(denied: DeniedUsers, now: number): DeniedUsers {
  const callers = [...denied].map(([caller, users]): [string, Map<string, number>] => [
    caller,
    new Map([...users].filter(([user]) => isDenied(denied, { caller, user }, now))),
  ]);
  return new Map(callers.filter(([, users]) => users.size > 0));
}

/**
 * The list as the secret has it. Blocks that have ended are left out.
 *
 * @param now in ms since 1970.
 * @throws DenyListError when it is too long for a secret.
 */
export function deniedUsersText(denied: DeniedUsers, now: number): string {
  const callers = [...inForce(denied, now)].map(([caller, users]) => [
    caller,
    Object.fromEntries([...users].map(([user, until]) => [user, until === Infinity ? {} : { until }])),
  ]);
  const text = JSON.stringify(Object.fromEntries(callers));
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= MAX_LIST_BYTES) return text;
  throw new DenyListError(
    `the deny list is full: it would have ${bytes} bytes, and a secret has room for ${MAX_LIST_BYTES}; unblock users that can’t sign in any more, or block with an end`,
  );
}

/** @returns undefined for a text that `deniedUsersText` doesn’t write: what it says isn’t known then. */
export function readDeniedUsers(text: string): DeniedUsers | undefined {
  const callers = entriesOf(parsed(text));
  if (callers === undefined) return undefined;
  const denied = new Map<string, ReadonlyMap<string, number>>();
  for (const [caller, given] of callers) {
    const users = entriesOf(given);
    if (users === undefined) return undefined;
    const ends = new Map<string, number>();
    for (const [user, block] of users) {
      const until = endOf(block);
      if (until === undefined || user === '') return undefined;
      ends.set(user, until);
    }
    denied.set(caller, ends);
  }
  return denied;
}

function endOf(block: unknown): number | undefined {
  const fields = entriesOf(block);
  if (fields === undefined || fields.some(([name]) => name !== 'until')) return undefined;
  if (fields.length === 0) return Infinity;
  const [[, until]] = fields as [[string, unknown]];
  return Number.isInteger(until) && (until as number) >= 0 && (until as number) <= LAST_SECOND
    ? (until as number)
    : undefined;
}

/** The own properties, `__proto__` too: JSON.parse makes it one like any other. */
function entriesOf(value: unknown): [string, unknown][] | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
