import type { Audience } from '../../api/route.ts';
import type { RequestContext } from '../shared/http/serve.ts';
import { mayBeRenewed } from '../shared/providers/renewal.ts';
import { causeOf, log } from '../shared/telemetry/log.ts';
import type { MomentoToken } from './contract.ts';
import type { Momento } from './momento.ts';
import type { MomentoOptions, TokenScope } from './options.ts';
import { type Holder, MARGIN_SECONDS, ReuseEntry, secondsToReuse } from './reuse-entry.ts';
import type { DisposableToken } from './token.ts';

/** After a failure of the cache it is left alone for so long: its outage costs reuse, not also time. */
const CACHE_REST_MS = 5_000;

/** @param renew says that the token the caller has was refused: it gets another one, or the failure to get one. */
export type TokenSource = (audience: Audience, context: RequestContext, renew?: boolean) => Promise<MomentoToken>;

/**
 * Vends tokens, and the same one to the same holder while it lives, where the stage wants that.
 *
 * @param connected what a request takes: the API key, and Momento by that key.
 * @param now in ms since 1970.
 */
export function tokenSource(
  connected: () => Promise<{ readonly apiKey: string; readonly momento: Momento }>,
  options: MomentoOptions,
  now: () => number,
): TokenSource {
  let cacheRestsUntil = Number.NEGATIVE_INFINITY;

  /** Reuse is never worth a failure. */
  async function ofCache<T>(call: () => Promise<T>, { caller, requestId }: RequestContext): Promise<T | undefined> {
    if (now() < cacheRestsUntil) return undefined;
    try {
      return await call();
    } catch (error) {
      cacheRestsUntil = now() + CACHE_REST_MS;
      log({ level: 'error', message: 'tokens are not reused', requestId, caller, cause: causeOf(error) });
      return undefined;
    }
  }

  return async (audience, context, renew = false) => {
    const { apiKey, momento } = await connected();
    const scope = scopeFor(options[audience], context);
    const holder = holderOf(audience, scope, context, options);
    const entry = holder && new ReuseEntry(apiKey, holder);

    if (entry !== undefined) {
      const sealed = await ofCache(() => momento.getItem(scope.cache, entry.name), context);
      const kept = sealed && entry.open(sealed, now());
      if (kept !== undefined && !(renew && mayBeRenewed(kept, now()))) return answer(kept);
    }
    const madeAt = now();
    const token = await momento.generateToken(scope, context.caller);
    // Counted from now, not by a clock: should Momento's be ahead of ours, the entry still ends before its token.
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

/** No token lives for longer than its caller's may; a lower maximum is another scope, so such tokens are kept apart. */
function scopeFor(scope: TokenScope, { maximumLifetimeSeconds = Infinity }: RequestContext): TokenScope {
  return { ...scope, lifetimeSeconds: Math.min(scope.lifetimeSeconds, maximumLifetimeSeconds) };
}

/** @returns undefined where tokens are not reused, or it isn't known who asks. */
function holderOf(
  audience: Audience,
  scope: TokenScope,
  { caller, viewerIp }: RequestContext,
  { reuse }: MomentoOptions,
): Holder | undefined {
  const holder = { audience, caller, scope };
  if (reuse === 'caller') return { ...holder, viewerIp: undefined };
  return reuse === 'viewer' && viewerIp !== undefined ? { ...holder, viewerIp } : undefined;
}

function answer({ token, exp, endpoint }: DisposableToken): MomentoToken {
  return { token, exp, endpoint, expiresAt: new Date(exp * 1000).toISOString() };
}
