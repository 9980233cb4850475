import { type ProviderAnswer, type ProviderRequest, providerCall } from '../shared/providers/provider-call.ts';
import { type Fault, mayPass, ProviderError } from '../shared/providers/provider-error.ts';
import { type RetryPolicy, type RetryTools, retry } from '../shared/providers/retry.ts';
import type { CloudflareKeys, TwilioKeys } from './keys.ts';
import { inCloudflares, inTwilios } from './provider-answers.ts';
import type { GivenServers } from './shared-servers.ts';

/** How a provider’s API is asked for a credential. */
interface CredentialApi<K> {
  readonly called: string;
  request(keys: K, url: string, seconds: number): ProviderRequest;
  /** @returns undefined where the answer is none that can be used. */
  given(json: unknown, seconds: number): GivenServers | undefined;
}

export const cloudflare: CredentialApi<CloudflareKeys> = {
  called: 'Cloudflare',
  request: ({ keyId, apiToken }, url, ttl) => ({
    method: 'POST',
    url: `${url}/v1/turn/keys/${keyId}/credentials/generate-ice-servers`,
    auth: { bearer: apiToken },
    data: { ttl },
  }),
  given(json, seconds) {
    const iceServers = inCloudflares(json);
    // It doesn’t say when they end: it is as it was asked.
    return iceServers && { iceServers, seconds };
  },
};

export const twilio: CredentialApi<TwilioKeys> = {
  called: 'Twilio',
  request: ({ accountSid, apiKeySid, apiKeySecret }, url, seconds) => ({
    method: 'POST',
    url: `${url}/2010-04-01/Accounts/${accountSid}/Tokens.json`,
    auth: { username: apiKeySid, password: apiKeySecret },
    data: new URLSearchParams({ Ttl: String(seconds) }),
  }),
  given: inTwilios,
};

export interface ProviderTimes extends RetryPolicy {
  /** How long one call may take. */
  readonly attemptMs: number;
}

/** Leaves time to read the secret within the function's 10 s. A retry does no harm: both credentials are valid. */
export const PROVIDER_TIMES: ProviderTimes = { attempts: 3, attemptMs: 2_500, pauseMs: 200, deadlineMs: 6_000 };

/**
 * How much of the lifetime that was asked for a provider must give. With far less, calls would end early, and the provider would
 * be asked again and again.
 */
const LEAST_PART = 0.9;

/** Answers are a few KB. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Asks a provider for a credential.
 *
 * @param url of its API, without a path.
 * @throws ApiError `too_many_requests` (429), `provider_refused` (another 4xx), `provider_failed` (5xx, unreachable, an
 *   answer that can't be used, or one with a longer or a far shorter lifetime than was asked for), or `provider_timeout`.
 */
export async function requestServers<K>(
  { called, request, given }: CredentialApi<K>,
  url: string,
  keys: K,
  seconds: number,
  times: ProviderTimes,
  tools: RetryTools,
): Promise<GivenServers> {
  const failed = (fault: string, may: { readonly mayPass: boolean }) =>
    new ProviderError('provider_failed', `${called} failed to give a credential; try again`, fault, may.mayPass);

  async function call(timeoutMs: number): Promise<ProviderAnswer> {
    const limits = { timeoutMs, maxAnswerBytes: MAX_ANSWER_BYTES };
    return providerCall(request(keys, url, seconds), limits).catch(({ code }: Fault) => {
      if (code !== 'timeout') throw failed(code, { mayPass: true });
      const message = `${called} took too long to give a credential; try again`;
      throw new ProviderError('provider_timeout', message, code, true);
    });
  }

  function serversIn({ status, json }: ProviderAnswer): GivenServers {
    const fault = `HTTP ${status}`;
    if (status >= 500) throw failed(fault, { mayPass: true });
    if (status === 429) {
      throw new ProviderError('too_many_requests', `${called} takes no more calls just now; try again`, fault, false);
    }
    if (status >= 400) {
      const message = `${called} refused to give a credential; its keys may be wrong`;
      throw new ProviderError('provider_refused', message, fault, false);
    }
    if (status < 200 || status >= 300) throw failed(fault, { mayPass: false });
    const servers = given(json, seconds);
    if (servers === undefined) throw failed('no credential', { mayPass: false });
    if (servers.seconds > seconds) throw failed('a longer lifetime', { mayPass: false });
    if (servers.seconds < seconds * LEAST_PART) throw failed('a shorter lifetime', { mayPass: false });
    return servers;
  }

  const attempt = async (leftMs: number) => serversIn(await call(Math.min(times.attemptMs, leftMs)));
  return retry(attempt, mayPass, times, tools);
}
