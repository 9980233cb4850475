import type { Distribution } from '@aws-sdk/client-cloudfront';

/**
 * Whether the distribution's origins are the APIs of the API stack. They are set when the edge stack is deployed. If the
 * API stack alone is deleted and deployed again, the distribution still calls the deleted APIs.
 *
 * @param apiIds the ids of the API stacks' APIs.
 * @param standbyApiIds those of them that it need not ask.
 * @returns what is wrong; undefined if nothing is.
 */
export function apiOriginsFault(
  { DistributionConfig: config }: Distribution,
  apiIds: readonly string[],
  standbyApiIds: readonly string[] = [],
): string | undefined {
  const hosts = (config?.Origins?.Items ?? []).map(({ DomainName = '' }) => DomainName);
  // `ID.execute-api.REGION.amazonaws.com`
  const asked = hosts.filter((host) => host.split('.')[1] === 'execute-api');
  const gone = asked.find((host) => !apiIds.includes(idOf(host)));
  if (gone !== undefined) return `it asks ${gone}, which is no API of the API stack: ${ADVICE}`;
  const unasked = apiIds.find((id) => !standbyApiIds.includes(id) && !asked.some((host) => idOf(host) === id));
  return unasked && `it doesn’t ask the API ${unasked}: ${ADVICE}`;
}

function idOf(host: string): string {
  return host.split('.', 1)[0] ?? '';
}

const ADVICE = 'see “Make the API stack anew” and “Move to another region” in docs/operations.md';
