import { nearestFirst } from '../lambda/shared/secrets/nearest-first.ts';
import { nearestReader, type RegionFailures, systemTimer } from '../lambda/shared/secrets/nearest-reader.ts';
import { FROM_AFAR } from '../lambda/shared/secrets/read-times.ts';
import { type ReadSecret, secretReader, secretsManager } from '../lambda/shared/secrets/secrets-manager.ts';

/**
 * Reads secrets from the region that is nearest to where the guard runs.
 *
 * @param regions where the secrets are; first their own region, then those of their replicas.
 * @param here the region that the guard runs in.
 */
export function secretReaders(
  [primary, ...replicas]: readonly [string, ...string[]],
  here: string,
): (secretId: string) => ReadSecret {
  const clients = new Map<string, ReturnType<typeof secretsManager>>();
  const failures: RegionFailures = new Map();

  /** A client is made when its region is asked: most are never needed. */
  function clientOf(region: string) {
    const client = clients.get(region) ?? secretsManager(region, FROM_AFAR);
    clients.set(region, client);
    return client;
  }

  const regions = nearestFirst([primary, ...replicas], here);
  return (secretId) =>
    nearestReader(
      regions.map((region) => ({
        region,
        read: (stage) => secretReader(clientOf(region), secretId, FROM_AFAR)(stage),
      })),
      {
        primary,
        deadlineMs: FROM_AFAR.deadlineMs,
        failures,
        ...systemTimer,
      },
    );
}
