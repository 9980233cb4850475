import { NotAskedError, UsageError } from '../errors.ts';
import { ISSUER_URL_VARIABLE } from '../issuer-url.ts';
import { isLocal } from '../verify/transport.ts';
import { secondsIn } from './duration.ts';

export interface TokenOptions {
  readonly sub?: string;
  readonly claim: readonly string[];
  readonly caller?: string;
  readonly issuer?: string;
  readonly for: string;
}

/** Asks the sandbox of the running `stagepass start` for a user's token. @returns the token and a line break. */
export async function token(options: TokenOptions): Promise<string> {
  if (!options.sub) throw new UsageError('--sub is missing: who the user is');
  const url = process.env[ISSUER_URL_VARIABLE];
  if (!url) {
    throw new UsageError(
      `${ISSUER_URL_VARIABLE} is not set: paste the two lines "unset …" and "export …" of the running stagepass start. Only its sandbox signs tokens; a deployed stage takes those of its real issuers`,
    );
  }
  // Whoever has such a URL could read the claims.
  if (!URL.canParse(url) || !isLocal(url)) throw new UsageError(`${ISSUER_URL_VARIABLE} must be a URL on this machine`);
  const answer = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      user: options.sub,
      claims: claimsIn(options.claim),
      caller: options.caller,
      issuer: options.issuer,
      seconds: secondsIn(options.for),
    }),
  }).catch(() => {
    throw new NotAskedError(
      `nothing answers at ${url}: take ${ISSUER_URL_VARIABLE} from the last stagepass start, which prints a new one each time`,
    );
  });
  const body = (await answer.json()) as { readonly token?: string; readonly error?: string };
  if (body.token === undefined) throw new Error(body.error ?? `${url} answers ${answer.status}`);
  return `${body.token}\n`;
}

/** A claim that is given several times is a list. */
function claimsIn(given: readonly string[]): Record<string, string | string[]> {
  const claims = new Map<string, string[]>();
  for (const each of given) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(each) ?? [];
    if (name === undefined || value === undefined) throw new UsageError('--claim: expected NAME=VALUE');
    claims.set(name, [...(claims.get(name) ?? []), value]);
  }
  return Object.fromEntries(
    [...claims].map(([name, [first = '', ...more]]) => [name, more.length === 0 ? first : [first, ...more]]),
  );
}
