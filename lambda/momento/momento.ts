import {
  AuthClient,
  AuthClientConfigurations,
  CacheClient,
  CacheGet,
  CacheSet,
  Configurations,
  CredentialProvider,
  ExpiresIn,
  GenerateDisposableToken,
  NoopMomentoLoggerFactory,
} from '@gomomento/sdk';
import * as v from 'valibot';
import { ApiError } from '../../api/errors.ts';
import { Fault, mayPass } from '../shared/providers/provider-error.ts';
import { type RetryPolicy, type RetryTools, retry } from '../shared/providers/retry.ts';
import { withoutCredentials } from '../shared/providers/without-credentials.ts';
import { disposableScope } from './disposable-scope.ts';
import { failureFor } from './failure.ts';
import { apiKeyVersion, credentialsIn } from './keys.ts';
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

/** Together with 3.5 s for the secret and two calls of the cache, this fits into the function's 10 s. */
export const MOMENTO_TIMES: MomentoTimes = {
  attempts: 3,
  attemptMs: 2_000,
  pauseMs: 150,
  deadlineMs: 4_500,
  cacheMs: 800,
};

/** The SDK's default logger would write requests and endpoints to the console. */
const silent = new NoopMomentoLoggerFactory();

/**
 * @param endpoint a URL, or '' where the API key contains it. `https:` is a cell of Momento; `http:` is a server on this
 *   machine that has all services of Momento.
 * @throws ApiError `not_configured` when neither the key nor the endpoint says where Momento is.
 */
export function connectMomento(apiKey: string, endpoint: string, times: MomentoTimes, tools: RetryTools): Momento {
  const credentialProvider = credentials(apiKey, endpoint);
  const cleaned = withoutCredentials(credentialsIn(apiKey));
  const auth = new AuthClient({
    credentialProvider,
    configuration: AuthClientConfigurations.Default.latest(silent),
  });
  const items = new CacheClient({
    credentialProvider,
    configuration: Configurations.Lambda.latest(silent)
      .withClientTimeoutMillis(times.cacheMs)
      // No retries: making a new token takes less time.
      .withRetryStrategy({ determineWhenToRetryRequest: () => null }),
    defaultTtlSeconds: 1,
  });

  return {
    async generateToken(scope, tokenId) {
      const attempt = async (leftMs: number) => {
        const asked = auth.generateDisposableToken(disposableScope(scope), ExpiresIn.seconds(scope.lifetimeSeconds), {
          tokenId,
        });
        // The SDK's own timeout for this call is a minute.
        return tokenIn(await withTimeout(asked, Math.min(times.attemptMs, leftMs)), cleaned, tools.now());
      };
      return retry(attempt, mayPass, times, tools);
    },

    async getItem(cache, key) {
      const answer = await items.get(cache, key);
      if (answer instanceof CacheGet.Hit) return answer.valueUint8Array();
      if (answer instanceof CacheGet.Error) throw new Fault(answer.errorCode());
      return undefined;
    },

    async setItem(cache, key, value, ttlSeconds) {
      const answer = await items.set(cache, key, value, { ttl: ttlSeconds });
      if (answer instanceof CacheSet.Error) throw new Fault(answer.errorCode());
    },

    close() {
      (auth as unknown as AuthConnection).authClient.tokenClient.close();
      for (const each of (items as unknown as CacheConnections).dataClients) each.close();
    },
  };
}

/** The connection inside AuthClient, which has no method to close it. */
interface AuthConnection {
  readonly authClient: { readonly tokenClient: { close(): void } };
}

/** The connections inside CacheClient. Its own `close` opens a connection to another service and leaves that open. */
interface CacheConnections {
  readonly dataClients: readonly { close(): void }[];
}

function credentials(apiKey: string, endpoint: string): CredentialProvider {
  const isVersion1 = apiKeyVersion(apiKey) === 1;
  if (endpoint === '') {
    if (isVersion1) return CredentialProvider.fromString({ apiKey });
    throw new ApiError(
      'not_configured',
      'Momento is not configured: with a v2 API key the stage must name its endpoint',
    );
  }
  const { protocol, host, hostname, port } = new URL(endpoint);
  if (protocol === 'http:') {
    const allEndpoints = { controlEndpoint: host, cacheEndpoint: host, tokenEndpoint: host, secureConnection: false };
    // momento-local needs no key, and the SDK sends a v2 key only to endpoints of Momento.
    return isVersion1
      ? CredentialProvider.fromString({ apiKey, endpointOverrides: allEndpoints })
      : CredentialProvider.forMomentoLocal({ hostname, port: Number(port) });
  }
  return isVersion1
    ? CredentialProvider.fromString({ apiKey, endpointOverrides: { baseEndpoint: host } })
    : CredentialProvider.fromApiKeyV2({ apiKey, endpoint: host });
}

/**
 * The token in an answer. One that contains our API key is refused. Messages in Momento's errors are not read.
 *
 * @param cleaned removes our API key from a text.
 */
function tokenIn(
  answer: GenerateDisposableToken.Response,
  cleaned: (text: string) => string,
  now: number,
): DisposableToken {
  if (answer instanceof GenerateDisposableToken.Error) throw failureFor(answer.errorCode());
  const { authToken, endpoint, expiresAt } = answer as GenerateDisposableToken.Success;
  const token = v.safeParse(DisposableToken, { token: authToken, endpoint, exp: expiresAt.epoch() });
  // The SDK encodes a token and its endpoint in base64, so the decoded text is checked too.
  const said = `${endpoint} ${authToken} ${Buffer.from(authToken, 'base64')}`;
  if (cleaned(said) !== said || !token.success || token.output.exp * 1000 <= now) throw failureFor('not a token');
  return token.output;
}

async function withTimeout<T>(call: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(failureFor('TIMEOUT_ERROR')), ms);
  return Promise.race([call, late]).finally(() => clearTimeout(timer));
}
