import * as v from 'valibot';
import { ApiError } from '../../api/errors.ts';
import { foreignText } from '../shared/providers/foreign-text.ts';
import { type ProviderAnswer, providerCall } from '../shared/providers/provider-call.ts';
import { Fault, mayPass, ProviderError } from '../shared/providers/provider-error.ts';
import { type RetryPolicy, type RetryTools, retry } from '../shared/providers/retry.ts';
import type { MillicastKeys } from './keys.ts';

/** A call of Millicast's token API, v1. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Without `/api` before it: `/publish_token/100`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: object;
  /** The id of the token in the path. */
  readonly tokenId?: number;
}

/**
 * Makes a call and gives the `data` of Millicast's answer.
 *
 * @param data the schema of `data`.
 * @throws ApiError `invalid_request` with Millicast's messages for the fields that it refuses, `not_found` for a token
 *   that doesn't exist, `provider_refused` when it doesn't accept our secret, `provider_failed`, `provider_timeout`, or
 *   `too_many_requests`.
 */
export type MillicastApi = <T>(call: Call, data: v.GenericSchema<unknown, T>) => Promise<T>;

export interface MillicastTimes {
  /** Reads are retried after a temporary failure. */
  readonly read: RetryPolicy & { readonly attemptMs: number };
  /** The timeout of everything else, which is never retried: a second create could make a second token. */
  readonly writeMs: number;
}

/** Leaves time to read the secret, and the token that is changed, within the function's 20 s. */
export const MILLICAST_TIMES: MillicastTimes = {
  read: { attempts: 3, attemptMs: 2_500, pauseMs: 200, deadlineMs: 6_000 },
  writeMs: 6_000,
};

/** A page has up to 100 tokens, and a token up to ten restream targets of 3 KB each. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

const Envelope = v.object({ status: v.picklist(['success', 'fail', 'error']), data: v.optional(v.unknown()) });

/** @param url of the API, without a slash at the end: `https://api.millicast.com`. */
export function millicastApi(
  url: string,
  keys: () => Promise<MillicastKeys>,
  times: MillicastTimes,
  tools: RetryTools,
): MillicastApi {
  return async (call, data) => {
    const { apiSecret } = await keys();
    const ask = async (timeoutMs: number) => {
      const { method, path, query, body } = call;
      const request = {
        method,
        url: `${url}/api${path}`,
        auth: { bearer: apiSecret },
        ...(query && { query }),
        ...(body && { data: body }),
      };
      const answer = await providerCall(request, { timeoutMs, maxAnswerBytes: MAX_ANSWER_BYTES }).catch(
        (fault: Fault) => {
          throw failed(call, fault, true);
        },
      );
      return read(call, answer, data);
    };
    if (call.method !== 'GET') return ask(times.writeMs);
    return retry((leftMs) => ask(Math.min(times.read.attemptMs, leftMs)), mayPass, times.read, tools);
  };
}

/** The `data` of an answer. @throws ApiError, the same ones as MillicastApi. */
export function read<T>(call: Call, { status, json }: ProviderAnswer, data: v.GenericSchema<unknown, T>): T {
  if (status === 401 || status === 403) {
    throw new ProviderError('provider_refused', 'Millicast refused our API secret', `HTTP ${status}`, false);
  }
  if (status === 404) throw notFound(call);
  if (status === 429) throw new ApiError('too_many_requests', 'Millicast takes no more calls just now; try again');
  const envelope = v.safeParse(Envelope, json);
  if (status === 400 && envelope.success && envelope.output.status === 'fail')
    throw refused(call, envelope.output.data);
  if (status >= 400 && status < 500) {
    throw new ProviderError('provider_refused', 'Millicast refused the call', `HTTP ${status}`, false);
  }
  if (status !== 200) throw failed(call, new Fault(`HTTP ${status}`), status >= 500);
  const parsed = v.safeParse(data, envelope.success ? envelope.output.data : undefined);
  if (!envelope.success || envelope.output.status !== 'success' || !parsed.success) {
    throw failed(call, new Fault('not as documented'));
  }
  return parsed.output;
}

/** There was no answer, or none that can be read. Millicast may have carried out the call all the same. */
function failed(call: Call, fault: Fault, mayPass = false): ProviderError {
  const tooSlow = fault.code === 'timeout';
  const what = tooSlow ? 'Millicast took too long to answer' : 'Millicast failed to answer';
  return new ProviderError(
    tooSlow ? 'provider_timeout' : 'provider_failed',
    `${what}; ${beforeTryingAgain(call)}`,
    fault,
    mayPass,
  );
}

function beforeTryingAgain({ method, tokenId }: Call): string {
  if (method === 'GET') return 'try again';
  if (method === 'POST')
    return 'the token may have been made all the same: look for it in the list before you try again';
  const where = tokenId === undefined ? 'the tokens' : `token ${tokenId}`;
  return `it may have been done all the same: look at ${where} before you try again`;
}

/** Millicast has no 404 for tokens: for an unknown id it answers 400 with a message for the field tokenId. */
function refused(call: Call, data: unknown): ApiError {
  const messages = typeof data === 'object' && data !== null ? data : {};
  if (call.tokenId !== undefined && 'tokenId' in messages) return notFound(call);
  const fields = Object.entries(messages)
    .slice(0, 10)
    .map(
      ([field, message]) =>
        [
          field,
          [message]
            .flat()
            .filter((text) => typeof text === 'string')
            .join(' '),
        ] as const,
    )
    .filter(([, message]) => message !== '')
    .map(([field, message]) => `${foreignText(field, 40)}: ${foreignText(message)}`);
  return new ApiError('invalid_request', ['Millicast refuses this', ...fields].join('; '));
}

function notFound({ path, tokenId }: Call): ApiError {
  if (tokenId === undefined)
    return new ProviderError('provider_failed', 'Millicast has no such call', 'HTTP 404', false);
  const kind = path.startsWith('/publish') ? 'publish' : 'subscribe';
  return new ApiError('not_found', `there is no ${kind} token with the id ${tokenId}`);
}
