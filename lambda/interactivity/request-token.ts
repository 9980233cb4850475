import * as v from 'valibot';
import { type ProviderAnswer, providerCall } from '../shared/providers/provider-call.ts';
import { type Fault, mayPass, ProviderError } from '../shared/providers/provider-error.ts';
import { type RetryPolicy, type RetryTools, retry } from '../shared/providers/retry.ts';
import { REMOVED } from '../shared/providers/without-credentials.ts';
import type { InteractivityKeys } from './keys.ts';

/**
 * The parts of the provider's answer that are used. The limit of `expires_in` keeps the end within what Date can hold.
 */
const AccessTokenResponse = v.object({
  token_type: v.pipe(v.string(), v.regex(/^[!-~]{1,40}$/)),
  /** A token that contained our keys is damaged, since they were removed from it. */
  access_token: v.pipe(v.string(), v.nonEmpty(), v.excludes(REMOVED)),
  refresh_token: v.optional(v.string()),
  expires_in: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0x7fff_ffff)),
});
export type AccessTokenResponse = v.InferOutput<typeof AccessTokenResponse>;

export interface ProviderTimes extends RetryPolicy {
  /** How long one call may take. */
  readonly attemptMs: number;
}

/** Leaves time to read the secret within the function's 10 s. A retry does no harm: both tokens are valid. */
export const PROVIDER_TIMES: ProviderTimes = { attempts: 3, attemptMs: 2_500, pauseMs: 200, deadlineMs: 6_000 };

/** Tokens are a few KB. */
const MAX_ANSWER_BYTES = 64 * 1024;

function refused(fault: string): ProviderError {
  return new ProviderError('provider_refused', 'Dolby.io refused to give a token; its keys may be wrong', fault, false);
}

function failed(fault: string, { mayPass }: { mayPass: boolean }): ProviderError {
  return new ProviderError('provider_failed', 'Dolby.io failed to give a token; try again', fault, mayPass);
}

function tooSlow(): ProviderError {
  return new ProviderError('provider_timeout', 'Dolby.io took too long to give a token; try again', 'timeout', true);
}

/**
 * Requests a token from Dolby.io with the OAuth client credentials grant.
 *
 * @param url the whole URL of the token endpoint.
 * @throws ApiError `provider_refused` (4xx), `provider_failed` (5xx, unreachable or not a token), or
 *   `provider_timeout`.
 */
export async function requestToken(
  { url, lifetimeSeconds }: { readonly url: string; readonly lifetimeSeconds: number },
  keys: InteractivityKeys,
  times: ProviderTimes,
  tools: RetryTools,
): Promise<AccessTokenResponse> {
  return retry(
    async (leftMs) => tokenIn(await post(url, lifetimeSeconds, keys, Math.min(times.attemptMs, leftMs))),
    mayPass,
    times,
    tools,
  );
}

async function post(
  url: string,
  lifetimeSeconds: number,
  { consumerKey, consumerSecret }: InteractivityKeys,
  timeoutMs: number,
): Promise<ProviderAnswer> {
  const request = {
    method: 'POST',
    url,
    auth: { username: consumerKey, password: consumerSecret },
    data: new URLSearchParams({ grant_type: 'client_credentials', expires_in: String(lifetimeSeconds) }),
  };
  return providerCall(request, { timeoutMs, maxAnswerBytes: MAX_ANSWER_BYTES }).catch((fault: Fault) => {
    throw fault.code === 'timeout' ? tooSlow() : failed(fault.code, { mayPass: true });
  });
}

function tokenIn({ status, json }: ProviderAnswer): AccessTokenResponse {
  if (status >= 500) throw failed(`HTTP ${status}`, { mayPass: true });
  if (status >= 400) throw refused(`HTTP ${status}`);
  if (status < 200 || status >= 300) throw failed(`HTTP ${status}`, { mayPass: false });
  const token = v.safeParse(AccessTokenResponse, json);
  if (!token.success) throw failed('not a token', { mayPass: false });
  return token.output;
}
