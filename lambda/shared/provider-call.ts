import type { AxiosRequestConfig } from 'axios';
import { Fault } from './provider-error.ts';

export interface ProviderAnswer {
  readonly status: number;
  readonly body: string;
}

export interface CallLimits {
  readonly timeoutMs: number;
  /** Whatever stands at the URL can't fill the function's memory. */
  readonly maxAnswerBytes: number;
}

export type ProviderRequest = Pick<AxiosRequestConfig, 'method' | 'url' | 'auth' | 'headers' | 'params' | 'data'>;

/**
 * One call of a provider's HTTP API, bounded in time and size. Every status is an answer.
 *
 * @throws Fault when there is none.
 */
export async function providerCall(
  request: ProviderRequest,
  { timeoutMs, maxAnswerBytes }: CallLimits,
): Promise<ProviderAnswer> {
  // Loaded for the first call: it takes longer than all else that a function loads, and many answers need no call.
  const { default: axios } = await import('axios');
  // axios' own timeout starts anew with every byte that comes.
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { status, data } = await axios.request<string>({
      ...request,
      headers: { Accept: 'application/json', ...request.headers },
      signal,
      // The keys go to this URL and nowhere else.
      maxRedirects: 0,
      proxy: false,
      maxContentLength: maxAnswerBytes,
      responseType: 'text',
      transformResponse: (body) => body,
      validateStatus: () => true,
    });
    return { status, body: data };
  } catch (error) {
    // An axios error holds the whole request, with the keys: it goes no further.
    if (signal.aborted) throw new Fault('timeout');
    throw new Fault((axios.isAxiosError(error) && error.code) || 'unknown');
  }
}
