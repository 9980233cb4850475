import type { Audience } from '../../api/route.ts';
import type { RequestContext } from '../shared/http/serve.ts';
import { mayBeRenewed } from '../shared/providers/renewal.ts';
import { causeOf, log } from '../shared/telemetry/log.ts';
import { telemetryFromEnv } from '../shared/telemetry/telemetry.ts';
import type { MomentoToken, MomentoTokenQuery } from './contract.ts';
import type { Momento } from './momento.ts';
import type { MomentoOptions, TokenScope } from './options.ts';
import { type Holder, MARGIN_SECONDS, ReuseEntry, secondsToReuse } from './reuse-entry.ts';
import type { DisposableToken } from './token.ts';

/** After a failure the cache isn't called for this long: during an outage tokens aren't reused, but nobody waits. */
const CACHE_PAUSE_MS = 5_000;

/** @param asked `renew` if the caller's token was refused: it then gets a new one or an error. */
export type TokenSource = (
  audience: Audience,
  context: RequestContext,
  asked?: MomentoTokenQuery,
) => Promise<MomentoToken>;

/**
 * Vends tokens. Where the stage wants reuse, the same holder gets the same token while it is valid.
 *
 * @param connected gives the API key and the connection to Momento that was made with it.
 * @param now in ms since 1970.
 */
export function tokenSource(
  connected: () => Promise<{ readonly apiKey: string; readonly momento: Momento }>,
  options: MomentoOptions,
  now: () => number,
  { stage, project } = telemetryFromEnv(),
): TokenSource {
  let cachePausedUntil = Number.NEGATIVE_INFINITY;

  /** A call of the cache. Its failure is logged, but no request fails because of it. */
  async function ofCache<T>(call: () => Promise<T>, { caller, requestId }: RequestContext): Promise<T | undefined> {
    if (now() < cachePausedUntil) return undefined;
    try {
      return await call();
    } catch (error) {
      cachePausedUntil = now() + CACHE_PAUSE_MS;
      const about = { stage, requestId, caller, provider: 'momento', project };
      log({ level: 'error', message: 'tokens are not reused', ...about, cause: causeOf(error) });
      return undefined;
    }
  }

  return async (audience, context, { tokenId, renew } = {}) => {
    const { apiKey, momento } = await connected();
    const scope = scopeFor(options[audience], context);
    const holder = holderOf(audience, scope, { ...context, tokenId }, options);
    const entry = holder && new ReuseEntry(apiKey, holder);

    if (entry !== undefined) {
      const sealed = await ofCache(() => momento.getItem(scope.cache, entry.name), context);
      const kept = sealed && entry.open(sealed, now());
      if (kept !== undefined && !(renew === 'true' && mayBeRenewed(kept, now()))) return answer(kept);
    }
    const madeAt = now();
    const token = await momento.generateToken(scope, tokenId ?? context.caller);
    // The second limit doesn't depend on Momento's clock: if that is ahead of ours, the entry still ends before the
    // token.
    const ttlSeconds = Math.min(secondsToReuse(token, now()), scope.lifetimeSeconds - MARGIN_SECONDS);
    if (entry !== undefined && ttlSeconds > 0) {
      await ofCache(
        () => momento.setItem(scope.cache, entry.name, entry.seal({ ...token, madeAt }), ttlSeconds),
        context,
      );
    }
    return answer(token);
  };
}

/**
 * Shortens the lifetime to the caller's maximum. It is a part of the scope, so such tokens have entries of their own.
 */
function scopeFor(scope: TokenScope, { maximumLifetimeSeconds = Infinity }: RequestContext): TokenScope {
  return { ...scope, lifetimeSeconds: Math.min(scope.lifetimeSeconds, maximumLifetimeSeconds) };
}

/** @returns undefined where tokens are not reused, or the viewer's address isn't known. */
function holderOf(
  audience: Audience,
  scope: TokenScope,
  { caller, user, viewerIp, tokenId }: RequestContext & Pick<MomentoTokenQuery, 'tokenId'>,
  { reuse }: MomentoOptions,
): Holder | undefined {
  const holder = { audience, caller, user, scope, tokenId };
  if (reuse === 'caller') return { ...holder, viewerIp: undefined };
  return reuse === 'viewer' && viewerIp !== undefined ? { ...holder, viewerIp } : undefined;
}

function answer({ token, exp, endpoint }: DisposableToken): MomentoToken {
  return { token, exp, endpoint, expiresAt: new Date(exp * 1000).toISOString() };
}
