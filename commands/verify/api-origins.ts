import type { Distribution } from '@aws-sdk/client-cloudfront';

/** API Gateway's name of an API: `ID.execute-api.REGION.amazonaws.com`. */
const API_HOST = /^[a-z0-9]+\.execute-api\./;

/**
 * Whether the distribution asks the APIs of the API stack. It is told of them when it is deployed, and of others only
 * when its own stack is deployed again: after the API stack alone was made anew it goes on asking those that are gone.
 *
 * @param outputs of the API stack, which name each API's address.
 * @returns what is wrong; undefined when nothing is.
 */
export function apiOriginsFault(
  { DistributionConfig: config }: Distribution,
  outputs: Readonly<Record<string, string>>,
): string | undefined {
  const addresses = Object.values(outputs).filter((value) => URL.canParse(value));
  const own = addresses.map((address) => new URL(address).host).filter((host) => API_HOST.test(host));
  if (own.length === 0) return 'the API stack’s outputs name no API: deploy it once more';
  const asked = (config?.Origins?.Items ?? [])
    .map(({ DomainName = '' }) => DomainName)
    .filter((host) => API_HOST.test(host));
  const gone = asked.find((host) => !own.includes(host));
  if (gone !== undefined) return `it asks ${gone}, which is no API of the API stack: ${ADVICE}`;
  const unasked = own.find((host) => !asked.includes(host));
  return unasked && `it doesn’t ask ${unasked}: ${ADVICE}`;
}

const ADVICE = 'see “Make the API stack anew” and “Move to another region” in docs/operations.md';
