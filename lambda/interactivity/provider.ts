import axios, { type AxiosResponse } from 'axios';
import * as v from 'valibot';
import { type ErrorCode, StagepassError } from '../../api/errors.ts';
import { type RetryPolicy, type RetryTools, retry } from '../shared/retry.ts';
import type { InteractivityKeys } from './keys.ts';

/** What of the provider's answer is used. `expires_in` is bounded by what a date can hold, generously. */
const ProviderToken = v.object({
  token_type: v.pipe(v.string(), v.nonEmpty()),
  access_token: v.pipe(v.string(), v.nonEmpty()),
  refresh_token: v.optional(v.string()),
  expires_in: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0x7fff_ffff)),
});
export type ProviderToken = v.InferOutput<typeof ProviderToken>;

export interface ProviderTimes extends RetryPolicy {
  /** How long one call may take. */
  readonly attemptMs: number;
}

/** Leaves room for reading the secret within the function's 10 s. Asking twice does no harm: each token is good. */
export const PROVIDER_TIMES: ProviderTimes = { attempts: 3, attemptMs: 2_500, pauseMs: 200, deadlineMs: 6_000 };

/** Tokens are a few KB; whatever stands at the URL can't fill the function's memory. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Why a call failed, for the log: a status or a network error's code. Nothing of the call or its answer is in it. */
class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;

  constructor(code: string) {
    super();
    this.code = code;
  }
}

class ProviderError extends StagepassError {
  readonly mayPass: boolean;

  constructor(code: ErrorCode, message: string, fault: string, mayPass: boolean) {
    super(code, message, { cause: new Fault(fault) });
    this.mayPass = mayPass;
  }
}

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
 * Asks Dolby.io for a token by the OAuth client credentials grant.
 *
 * @param url the whole URL of the token endpoint.
 * @throws StagepassError `provider_refused` (4xx), `provider_failed` (5xx, unreachable or not a token), or
 *   `provider_timeout`.
 */
export async function requestToken(
  { url, lifetimeSeconds }: { readonly url: string; readonly lifetimeSeconds: number },
  keys: InteractivityKeys,
  times: ProviderTimes,
  tools: RetryTools,
): Promise<ProviderToken> {
  return retry(
    async (leftMs) => tokenIn(await post(url, lifetimeSeconds, keys, Math.min(times.attemptMs, leftMs))),
    (error) => error instanceof ProviderError && error.mayPass,
    times,
    tools,
  );
}

async function post(
  url: string,
  lifetimeSeconds: number,
  { consumerKey, consumerSecret }: InteractivityKeys,
  timeoutMs: number,
): Promise<AxiosResponse<string>> {
  // axios' own timeout starts anew with every byte that comes.
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await axios.request<string>({
      method: 'POST',
      url,
      auth: { username: consumerKey, password: consumerSecret },
      data: new URLSearchParams({ grant_type: 'client_credentials', expires_in: String(lifetimeSeconds) }),
      headers: { Accept: 'application/json' },
      signal,
      // The keys go to this URL and nowhere else.
      maxRedirects: 0,
      proxy: false,
      maxContentLength: MAX_ANSWER_BYTES,
      responseType: 'text',
      transformResponse: (body) => body,
      validateStatus: () => true,
    });
  } catch (error) {
    // An axios error holds the whole request, with the keys: it goes no further.
    if (signal.aborted) throw tooSlow();
    throw failed((axios.isAxiosError(error) && error.code) || 'unknown', { mayPass: true });
  }
}

function tokenIn({ status, data }: AxiosResponse<string>): ProviderToken {
  if (status >= 500) throw failed(`HTTP ${status}`, { mayPass: true });
  if (status >= 400) throw refused(`HTTP ${status}`);
  if (status < 200 || status >= 300) throw failed(`HTTP ${status}`, { mayPass: false });
  const token = v.safeParse(v.pipe(v.string(), v.parseJson(), ProviderToken), data);
  if (!token.success) throw failed('not a token', { mayPass: false });
  return token.output;
}
