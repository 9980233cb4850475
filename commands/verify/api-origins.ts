import type { Distribution } from '@aws-sdk/client-cloudfront';

/**
 * Whether the distribution asks the APIs of the API stack. It is told of them when it is deployed, and of others only
 * when its own stack is deployed again: after the API stack alone was made anew it goes on asking those that are gone.
 *
 * @param apiIds of the APIs that the API stack has.
 * @returns what is wrong; undefined when nothing is.
 */
export function apiOriginsFault(
  { DistributionConfig: config }: Distribution,
  apiIds: readonly string[],
): string | undefined {
  const hosts = (config?.Origins?.Items ?? []).map(({ DomainName = '' }) => DomainName);
  // `ID.execute-api.REGION.amazonaws.com`
  const asked = hosts.filter((host) => host.split('.')[1] === 'execute-api');
  const gone = asked.find((host) => !apiIds.includes(idOf(host)));
  if (gone !== undefined) return `it asks ${gone}, which is no API of the API stack: ${ADVICE}`;
  const unasked = apiIds.find((id) => !asked.some((host) => idOf(host) === id));
  return unasked && `it doesn’t ask the API ${unasked}: ${ADVICE}`;
}

function idOf(host: string): string {
  return host.split('.', 1)[0] ?? '';
}

const ADVICE = 'see “Make the API stack anew” and “Move to another region” in docs/operations.md';
