import type { Contract } from '../../../client/contract.ts';

export type DryRun = Contract['dryRun']['output'];

/** What stands in a table: what it is about, and what the user may. */
export type Row = readonly [name: string, value: string];

/** Who the user is for the stage. */
export function userRows({ caller, issuer, user, values = {} }: DryRun): Row[] {
  const named: (readonly [string, string | undefined])[] = [
    ['Caller', caller],
    ['Issuer', issuer],
    ['{user}', user],
  ];
  return [
    ...named.flatMap(([name, value]): Row[] => (value === undefined ? [] : [[name, value]])),
    ...Object.entries(values).map(([name, value]): Row => [`{${name}}`, listed(value)]),
  ];
}

/** What the user may ask of a provider. */
export function providerRows({
  routes,
  limits = {},
  projects,
  maximumLifetimeSeconds,
  refusal,
}: DryRun['providers'][string]): Row[] {
  const more: (readonly [string, string | undefined])[] = [
    ['projects', projects && listed(projects)],
    ['Longest lifetime', maximumLifetimeSeconds === undefined ? undefined : `${maximumLifetimeSeconds} s`],
    ['Refused', refusal],
  ];
  return [
    ['Routes', listed(routes)],
    ...Object.entries(limits).map(([term, limit]): Row => [term, limitText(limit)]),
    ...more.flatMap(([name, value]): Row[] => (value === undefined ? [] : [[name, value]])),
  ];
}

function limitText(limit: readonly string[] | boolean | number): string {
  if (typeof limit === 'boolean') return limit ? 'yes' : 'no';
  return typeof limit === 'number' ? `${limit} at most` : listed(limit);
}

function listed(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}
