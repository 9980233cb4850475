import { type KeySet, keySet } from '../../edge-auth/bearer/verification-keys.ts';
import type { IssuerConfig } from '../../lib/config/issuers.ts';
import { ask, described } from './ask.ts';
import { type Check, must, Skipped } from './check.ts';

export interface VerifiedIssuers {
  /** By name, as the configuration has them. */
  readonly issuers: Readonly<Record<string, IssuerConfig>>;
  /** Where the sandbox is that stands for all of them: undefined where they are asked themselves, 'unknown' on localhost. */
  readonly sandboxUrl: string | 'unknown' | undefined;
}

/** Whether the guard can have the keys of those who sign users' tokens. */
export function issuerChecks({ issuers, sandboxUrl }: VerifiedIssuers): Check[] {
  return Object.entries(issuers).map(([name, issuer]) => ({
    name: `issuer ${name}`,
    what: `the keys of ${issuer.issuer} can be read, and one is for ${issuer.algorithms.join(' or ')}`,
    async ask() {
      if (sandboxUrl === 'unknown') {
        throw new Skipped(
          'whether stagepass start has a sandbox in its place isn’t known: paste the line “export …” that it prints',
        );
      }
      const keys = await keysOf(issuer, sandboxUrl && `${sandboxUrl}/${name}`);
      const usable = [...keys.values()].flat().flatMap(({ algorithms }) => algorithms);
      must(
        usable.some((algorithm) => issuer.algorithms.includes(algorithm)),
        `it has no usable key with a kid for ${issuer.algorithms.join(' or ')}`,
      );
    },
  }));
}

/** @param instead the URL of a sandbox. */
async function keysOf(issuer: IssuerConfig, instead: string | undefined): Promise<KeySet> {
  if (instead === undefined && issuer.jwks !== undefined) return keySet(issuer.jwks);
  const url = (instead === undefined && issuer.jwksUri) || (await keysUrl(issuer, instead));
  const answer = await ask(url);
  must(answer.status === 200, `${url} answers ${described(answer)}`);
  must(Array.isArray(answer.body?.keys), `${url} answers with no list of keys`);
  return keySet(answer.body);
}

/** What the OpenID configuration says (OpenID Connect Discovery §4). */
async function keysUrl({ issuer }: IssuerConfig, instead = issuer): Promise<string> {
  const url = `${instead.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await ask(url);
  must(answer.status === 200, `${url} answers ${described(answer)}`);
  must(
    answer.body?.issuer === issuer,
    `${url} is of another issuer than ${issuer}: both must be the same, with any final slash`,
  );
  const { jwks_uri: keys } = answer.body;
  must(typeof keys === 'string' && URL.canParse(keys), `${url} has no jwks_uri`);
  must(keys.startsWith('https:') || instead !== issuer, `${url} has a jwks_uri that is not https`);
  return keys;
}
