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

/** Momento, as far as vending needs it. */
export interface Momento {
  /**
   * @param tokenId names the token in Momento's own logs.
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
  /** Ends its connections, when nothing is under way any more. */
  close(): void;
}

export interface MomentoTimes extends RetryPolicy {
  /** How long one call for a token may take. */
  readonly attemptMs: number;
  /** How long one call of the cache may take. */
  readonly cacheMs: number;
}

/** With the secret's 3.5 s and two calls of the cache, all within the function's 10 s. */
export const MOMENTO_TIMES: MomentoTimes = {
  attempts: 3,
  attemptMs: 2_000,
  pauseMs: 150,
  deadlineMs: 4_500,
  cacheMs: 800,
};

/** The SDK's own would write of requests and endpoints to the console. */
const silent = new NoopMomentoLoggerFactory();

/**
 * @param endpoint a URL, or empty where the API key says it. `https:` is a cell of Momento's; `http:` is one listener
 *   on this machine that is all of Momento.
 * @throws ApiError `not_configured` when neither key nor endpoint say where Momento is.
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
      // A second try costs more than the token it may save.
      .withRetryStrategy({ determineWhenToRetryRequest: () => null }),
    defaultTtlSeconds: 1,
  });

  return {
    async generateToken(scope, tokenId) {
      const attempt = async (leftMs: number) => {
        const asked = auth.generateDisposableToken(disposableScope(scope), ExpiresIn.seconds(scope.lifetimeSeconds), {
          tokenId,
        });
        // The SDK's own deadline for it is a minute.
        return tokenIn(await inTime(asked, Math.min(times.attemptMs, leftMs)), cleaned, tools.now());
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

/** What AuthClient keeps open. It has no way to close it. */
interface AuthConnection {
  readonly authClient: { readonly tokenClient: { close(): void } };
}

/** What CacheClient keeps open. Its own way to close it connects to a further service, and stays connected to that. */
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
    // momento-local wants no key, and the SDK takes a v2 key to no other place than Momento's.
    return isVersion1
      ? CredentialProvider.fromString({ apiKey, endpointOverrides: allEndpoints })
      : CredentialProvider.forMomentoLocal({ hostname, port: Number(port) });
  }
  return isVersion1
    ? CredentialProvider.fromString({ apiKey, endpointOverrides: { baseEndpoint: host } })
    : CredentialProvider.fromApiKeyV2({ apiKey, endpoint: host });
}

/** @param cleaned takes our API key out of a text: what held it is no token. Momento's own words are not looked at at all. */
function tokenIn(
  answer: GenerateDisposableToken.Response,
  cleaned: (text: string) => string,
  now: number,
): DisposableToken {
  if (answer instanceof GenerateDisposableToken.Error) throw failureFor(answer.errorCode());
  const { authToken, endpoint, expiresAt } = answer as GenerateDisposableToken.Success;
  const token = v.safeParse(DisposableToken, { token: authToken, endpoint, exp: expiresAt.epoch() });
  // The SDK packs a token and its endpoint in base64.
  const said = `${endpoint} ${authToken} ${Buffer.from(authToken, 'base64')}`;
  if (cleaned(said) !== said || !token.success || token.output.exp * 1000 <= now) throw failureFor('not a token');
  return token.output;
}

async function inTime<T>(call: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(failureFor('TIMEOUT_ERROR')), ms);
  return Promise.race([call, late]).finally(() => clearTimeout(timer));
}
