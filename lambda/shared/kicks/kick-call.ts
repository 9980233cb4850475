import { type ProviderAnswer, type ProviderRequest, providerCall } from '../providers/provider-call.ts';
import { type Fault, mayPass, ProviderError } from '../providers/provider-error.ts';
import { type RetryPolicy, type RetryTools, retry } from '../providers/retry.ts';

/** How long a session’s end may take, within the function’s time. A second call does no harm. */
const TIMES: RetryPolicy & { readonly attemptMs: number } = {
  attempts: 2,
  attemptMs: 3_000,
  pauseMs: 200,
  deadlineMs: 6_000,
};

const MAX_ANSWER_BYTES = 64 * 1024;

export interface KickApi<T> {
  /** The provider’s name for people. */
  readonly called: string;
  /** @returns undefined where the answer says nothing of what was done; an error for a refusal of its own. */
  read(answer: ProviderAnswer): T | ProviderError | undefined;
}

/** @param says what may be wrong, beside the keys. */
export function refused(called: string, status: number, says = 'its keys may be wrong'): ProviderError {
  return new ProviderError(
    'provider_refused',
    `${called} refused to end the session; ${says}`,
    `HTTP ${status}`,
    false,
  );
}

/**
 * Asks a provider to end a session.
 *
 * @throws ApiError `too_many_requests` (429), `provider_refused` (another 4xx), `provider_failed` (5xx, unreachable, an
 *   answer that can't be read) or `provider_timeout`.
 */
export async function kickCall<T>(
  { called, read }: KickApi<T>,
  request: ProviderRequest,
  tools: RetryTools,
): Promise<T> {
  const failed = (fault: string, may: { readonly mayPass: boolean }) =>
    new ProviderError('provider_failed', `${called} failed to end the session; try again`, fault, may.mayPass);

  async function attempt(leftMs: number): Promise<T> {
    const limits = { timeoutMs: Math.min(TIMES.attemptMs, leftMs), maxAnswerBytes: MAX_ANSWER_BYTES };
    const answer = await providerCall(request, limits).catch(({ code }: Fault) => {
      if (code !== 'timeout') throw failed(code, { mayPass: true });
      throw new ProviderError('provider_timeout', `${called} took too long to end the session; try again`, code, true);
    });
    const { status } = answer;
    const done = read(answer);
    if (done instanceof ProviderError) throw done;
    if (done !== undefined) return done;
    if (status === 429) {
      const message = `${called} takes no more calls just now; try again`;
      throw new ProviderError('too_many_requests', message, `HTTP ${status}`, false);
    }
    if (status >= 400 && status < 500) throw refused(called, status);
    throw failed(`HTTP ${status}`, { mayPass: status >= 500 });
  }

  return retry(attempt, mayPass, TIMES, tools);
}
