import * as v from 'valibot';
import { type AblyKeys, partsOf } from '../ably/keys.ts';
import { type KickApi, kickCall, refused } from '../shared/kicks/kick-call.ts';
import type { ProviderAnswer } from '../shared/providers/provider-call.ts';
import type { ProviderError } from '../shared/providers/provider-error.ts';
import type { RetryTools } from '../shared/providers/retry.ts';

/** https://ably.com/docs/platform/errors/codes/40164-token-revocation-not-enabled-for-api-key-40164 */
const NOT_ENABLED = 40_164;

/** @returns when Ably refuses the tokens, in ms since 1970. */
export type RevokeTokens = (keys: AblyKeys, clientId: string) => Promise<number>;

const AblyError = v.object({ code: v.number() });

/** One for each target: https://ably.com/docs/auth/revocation */
const Result = v.union([
  v.object({ target: v.string(), appliesAt: v.pipe(v.number(), v.minValue(0), v.maxValue(8_640_000_000_000_000)) }),
  v.object({ target: v.string(), error: AblyError }),
]);

/** A list of results in one version of Ably's API, and in others a list within an object. */
const Answer = v.union([
  v.array(Result),
  v.pipe(
    v.object({ results: v.array(Result) }),
    v.transform(({ results }) => results),
  ),
  v.pipe(
    v.object({ batchResponse: v.array(Result) }),
    v.transform(({ batchResponse }) => batchResponse),
  ),
  v.pipe(
    v.object({ error: AblyError }),
    v.transform(({ error }) => [{ target: undefined, error }]),
  ),
]);

/**
 * Revokes all tokens that the key has signed for a client id until now. Connections with them are closed.
 *
 * @param url of Ably's REST API.
 */
export function revokeTokens(url: string, tools: RetryTools): RevokeTokens {
  return async (keys, clientId) => {
    const { keyName, secret } = partsOf(keys);
    const target = `clientId:${clientId}`;
    const request = {
      method: 'POST',
      url: `${url}/keys/${keyName}/revokeTokens`,
      auth: { username: keyName, password: secret },
      data: { targets: [target] },
    };
    return kickCall(ablyFor(target), request, tools);
  };
}

function ablyFor(target: string): KickApi<number> {
  return { called: 'Ably', read: (answer) => appliesAt(answer, target) };
}

function appliesAt({ status, json }: ProviderAnswer, target: string): number | ProviderError | undefined {
  const answer = v.safeParse(Answer, json);
  if (!answer.success || status === 429 || status >= 500) return undefined;
  const result = answer.output.find((each) => each.target === target || each.target === undefined);
  if (result === undefined) return undefined;
  // Only a 2xx says that it was done.
  if ('appliesAt' in result) return status < 300 ? result.appliesAt : undefined;
  if (result.error.code !== NOT_ENABLED) return refused('Ably', status);
  return refused(
    'Ably',
    status,
    'switch “Revocable tokens” on for the API key in Ably’s dashboard: then the tokens that are made from now on can be revoked',
  );
}
