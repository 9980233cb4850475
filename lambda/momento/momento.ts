import * as v from 'valibot';
import { Fault, mayPass } from '../shared/providers/provider-error.ts';
import { type RetryPolicy, type RetryTools, retry } from '../shared/providers/retry.ts';
import { withoutCredentials } from '../shared/providers/without-credentials.ts';
import { addressOf } from './address.ts';
import { errorCode } from './error-code.ts';
import { failureFor } from './failure.ts';
import { grpcChannel } from './grpc-channel.ts';
import { GrpcError } from './grpc-status.ts';
import { credentialsIn } from './keys.ts';
import {
  CacheResult,
  GENERATE_DISPOSABLE_TOKEN,
  GET,
  getRequest,
  readGetResponse,
  readTokenResponse,
  SET,
  setRequest,
  tokenRequest,
} from './messages.ts';
import type { TokenScope } from './options.ts';
import { DisposableToken } from './token.ts';

/** The calls of Momento that vending tokens needs. */
export interface Momento {
  /**
   * @param tokenId identifies the token in Momento's own logs.
   * @throws ApiError `provider_refused`, `provider_failed`, `provider_timeout` or `too_many_requests`.
   */
  generateToken(scope: TokenScope, tokenId: string): Promise<DisposableToken>;
  /**
   * @returns undefined where the cache has no such item.
   * @throws Fault
   */
  getItem(cache: string, key: string): Promise<Uint8Array | undefined>;
  /**
   * @param ttlSeconds 1 or more.
   * @throws Fault
   */
  setItem(cache: string, key: string, value: Uint8Array, ttlSeconds: number): Promise<void>;
  /** Closes its connections. No call may be in progress. */
  close(): void;
}

export interface MomentoTimes extends RetryPolicy {
  /** How long one call for a token may take. */
  readonly attemptMs: number;
  /** How long one call of the cache may take. */
  readonly cacheMs: number;
}

/** Together with 3.5 s for the secret and two calls of the cache, this fits into the function's 10 s: 9.6 s. */
export const MOMENTO_TIMES: MomentoTimes = {
  attempts: 3,
  attemptMs: 2_000,
  pauseMs: 150,
  deadlineMs: 4_500,
  cacheMs: 800,
};

/** What Momento's SDK sends as well. */
const runtime = { 'runtime-version': `nodejs:${process.versions.node}` };

/**
 * @param endpoint as with `addressOf`.
 * @throws ApiError `not_configured` when neither the key nor the endpoint says where Momento is.
 */
export function connectMomento(apiKey: string, endpoint: string, times: MomentoTimes, tools: RetryTools): Momento {
  const { tokens, caches, credential } = addressOf(apiKey, endpoint);
  const cleaned = withoutCredentials(credentialsIn(apiKey));
  const tokenService = grpcChannel(tokens, tools.now);
  const cacheService = grpcChannel(caches, tools.now);

  // No retries: making a new token takes less time.
  async function callCache(path: string, cache: string, message: Uint8Array): Promise<Uint8Array> {
    const metadata = { authorization: credential, agent: 'stagepass:cache', ...runtime, cache };
    return cacheService.call({ path, metadata, message, timeoutMs: times.cacheMs });
  }

  return {
    async generateToken(scope, tokenId) {
      const message = tokenRequest(credential, scope, tokenId);
      const attempt = async (leftMs: number) => {
        const call = {
          path: GENERATE_DISPOSABLE_TOKEN,
          // The credential of this call is in its message.
          metadata: { agent: 'stagepass:auth', ...runtime },
          message,
          timeoutMs: Math.min(times.attemptMs, leftMs),
        };
        const answer = await coded(failureFor, async () => readTokenResponse(await tokenService.call(call)));
        return tokenIn(answer, cleaned, tools.now());
      };
      return retry(attempt, mayPass, times, tools);
    },

    async getItem(cache, key) {
      const { result, body } = await coded(fault, async () =>
        readGetResponse(await callCache(GET, cache, getRequest(key))),
      );
      if (result === CacheResult.Hit) return body;
      if (result === CacheResult.Miss) return undefined;
      throw fault('UNKNOWN_ERROR');
    },

    async setItem(cache, key, value, ttlSeconds) {
      await coded(fault, () => callCache(SET, cache, setRequest(key, value, ttlSeconds * 1_000)));
    },

    close() {
      tokenService.close();
      cacheService.close();
    },
  };
}

/** @param error makes what is thrown, of Momento's name for a failure. */
async function coded<T>(error: (code: string) => Error, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (reason) {
    throw reason instanceof GrpcError ? error(errorCode(reason.status)) : reason;
  }
}

function fault(code: string): Fault {
  return new Fault(code);
}

/**
 * The token in an answer, in the form that Momento's SDKs take. One that contains our API key is refused. Messages in
 * Momento's errors are not read.
 *
 * @param cleaned removes our API key from a text.
 */
function tokenIn(
  { apiKey, endpoint, validUntil }: ReturnType<typeof readTokenResponse>,
  cleaned: (text: string) => string,
  now: number,
): DisposableToken {
  const decoded = JSON.stringify({ endpoint, api_key: apiKey });
  const encoded = Buffer.from(decoded).toString('base64');
  const token = v.safeParse(DisposableToken, { token: encoded, endpoint, exp: validUntil });
  // The key may also be in what the encoding makes of it.
  const said = `${endpoint} ${encoded} ${decoded}`;
  if (cleaned(said) !== said || !token.success || token.output.exp * 1000 <= now) throw failureFor('not a token');
  return token.output;
}
