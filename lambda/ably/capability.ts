import { quoted } from '../../api/query.ts';
import { matchesPattern } from '../shared/rights/name-pattern.ts';
import { type CallerRights, notAllowed, type Only, patternsAsWritten } from '../shared/rights/rights.ts';
import type { AblyRights } from './contract.ts';
import { EVERY_OPERATION, type Operation } from './operations.ts';
import type { Capability } from './options.ts';
import { covers, isResource, namespaceOf } from './resource.ts';

/** What a request narrows its token to; undefined: not at all. */
export interface Narrowing {
  readonly channel?: string | undefined;
  readonly operations?: readonly Operation[] | undefined;
}

type Own = Pick<CallerRights<AblyRights>, 'only' | 'asWritten'>;

/** Ably refuses a JWT of more than about 8 KB, since it is sent in a header or a URL. */
export const MAX_CAPABILITY_BYTES = 4_096;

/**
 * What the stage’s capability, the caller’s rights and the request all give: never more than any of them.
 *
 * @throws ApiError `not_allowed` where that is nothing, or lacks an operation that the request names.
 */
export function capabilityFor(stage: Capability, own: Own, asked: Narrowing): Capability {
  const { only: rights } = own;
  const granted = grantedBy(stage, rights, asked);
  const given = new Set(Object.values(granted).flat());
  const where = asked.channel === undefined ? '' : ` on the channel ${quoted(asked.channel)}`;
  const missing = (asked.operations ?? []).find((operation) => !given.has(operation));
  if (missing === undefined && given.size > 0) return granted;
  if (asked.channel === undefined && grantable(stage, rights, {}).length === 0)
    throw notAllowed('a token without a channel', patternsAsWritten(own, 'channels'));
  if (missing !== undefined)
    throw notAllowed(
      `the operation ${quoted(missing)}${where}`,
      asked.channel === undefined ? grantableAsWritten(stage, own) : grantable(stage, rights, asked),
    );
  throw notAllowed(`anything${where}`, grantableAsWritten(stage, own));
}

/** For an error: what could be asked for. It is found with the rights as they are written, since it has their names. */
function grantableAsWritten(stage: Capability, own: Own): string[] {
  const named = grantable(stage, own.asWritten ?? own.only, {});
  return named.length > 0 ? named : patternsAsWritten(own, 'channels');
}

/** The same without an error: empty where there is nothing. */
export function grantedBy(stage: Capability, rights: Only<AblyRights>, asked: Narrowing = {}): Capability {
  const resources = resourcesWithin(asked.channel === undefined ? Object.keys(stage) : [asked.channel], rights, asked);
  const limits = [rights.operations, asked.operations].filter((limit) => limit !== undefined);
  return Object.fromEntries(
    resources
      .map((resource) => [resource, limited(operationsOn(stage, resource), limits)] as const)
      .filter(([, operations]) => operations.length > 0),
  );
}

/** As Ably’s SDKs write it: sorted, so that the same capability is the same text. */
export function capabilityText(capability: Capability): string {
  const sorted = Object.entries(capability).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted.map(([resource, operations]) => [resource, [...operations].sort()])));
}

/** Those of the resources, and of the rights’ own patterns, whose channels the rights all have. */
function resourcesWithin(resources: readonly string[], { channels }: Only<AblyRights>, asked: Narrowing) {
  if (channels === undefined) return resources;
  const own = asked.channel === undefined ? channels.filter(isResource) : [];
  return [...new Set([...resources, ...own])].filter((each) => channels.some((pattern) => isWithin(pattern, each)));
}

/**
 * Whether a pattern of rights matches every channel of a resource. In such a pattern `*` stands for any characters, so
 * one that matches the resource’s own text matches whatever stands in place of its wildcards.
 */
function isWithin(pattern: string, resource: string): boolean {
  if (pattern === resource) return true;
  return matchesPattern(pattern, resource) && matchesPattern(pattern, namespaceOf(resource));
}

function operationsOn(stage: Capability, resource: string): Capability[string] {
  return [...new Set(Object.keys(stage).flatMap((each) => (covers(each, resource) ? (stage[each] ?? []) : [])))];
}

function limited(granted: Capability[string], limits: readonly (readonly Operation[])[]): Capability[string] {
  if (!granted.includes(EVERY_OPERATION)) return granted.filter((one) => limits.every((limit) => has(limit, one)));
  const [first, ...others] = limits;
  return first === undefined
    ? [EVERY_OPERATION]
    : [...new Set(first)].filter((one) => others.every((limit) => has(limit, one)));
}

function has(limit: readonly string[], operation: string): boolean {
  return limit.includes(operation);
}

/** For an error: what could be asked for in place of this. */
function grantable(stage: Capability, rights: Only<AblyRights>, { channel }: Narrowing): string[] {
  const granted = grantedBy(stage, rights, { channel });
  return channel === undefined
    ? Object.entries(granted).map(([resource, operations]) => `${quoted(resource)} (${operations.join(', ')})`)
    : Object.values(granted).flat();
}
