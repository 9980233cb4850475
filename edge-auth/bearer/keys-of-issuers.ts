import { causeOf, type LogLine } from '../../lambda/shared/telemetry/log.ts';
import type { Issuer } from '../config.ts';
import { type FetchTimes, jsonFetcher } from './fetch-json.ts';
import { givenKeys, type IssuerKeys, keptKeys } from './issuer-keys.ts';
import { type KeySource, keySourceOf, readKeys } from './read-keys.ts';
import { keySet } from './verification-keys.ts';

export interface KeysDependencies {
  /** By issuers' names: the only URLs that their keys are read from, whatever the configuration says. */
  readonly keyUrls: Readonly<Record<string, string>>;
  readonly times: FetchTimes;
  /** In ms since 1970. */
  readonly now: () => number;
  readonly log: (line: LogLine) => void;
}

/** The keys of each issuer, by its name. Issuers whose keys are in one place share them. */
export function keysOfIssuers(
  issuers: Readonly<Record<string, Issuer>>,
  { keyUrls, times, now, log }: KeysDependencies,
): ReadonlyMap<string, IssuerKeys> {
  const bySource = new Map<string, IssuerKeys>();

  function keptOf(name: string, source: KeySource): IssuerKeys {
    const id = JSON.stringify(source);
    const kept = bySource.get(id) ?? keptKeys(() => readLogged(name, source), now);
    bySource.set(id, kept);
    return kept;
  }

  async function readLogged(issuer: string, source: KeySource) {
    const fetcher = jsonFetcher(times);
    try {
      return await readKeys(source, fetcher.get);
    } catch (error) {
      // Logged here, because the keys that were read before may still be used and hide the outage.
      log({ level: 'error', message: 'keys not readable', issuer, cause: causeOf(error) });
      throw error;
    } finally {
      fetcher.close();
    }
  }

  return new Map(
    Object.entries(issuers).map(([name, issuer]): [string, IssuerKeys] => {
      const url = keyUrls[name];
      if (url !== undefined) return [name, keptOf(name, { keys: url })];
      if (issuer.jwks !== undefined) return [name, givenKeys(keySet(issuer.jwks))];
      return [name, keptOf(name, keySourceOf(issuer))];
    }),
  );
}
