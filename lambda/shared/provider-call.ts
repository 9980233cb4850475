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

export interface ProviderRequest {
  readonly method: string;
  /** Without a query. */
  readonly url: string;
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly auth?: { readonly username: string; readonly password: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** A form, or what is sent as JSON. */
  readonly data?: URLSearchParams | object;
}

/**
 * One call of a provider's HTTP API, bounded in time and size. Every status is an answer.
 *
 * @throws Fault when there is none.
 */
export async function providerCall(
  { method, url, query = {}, auth, headers, data }: ProviderRequest,
  { timeoutMs, maxAnswerBytes }: CallLimits,
): Promise<ProviderAnswer> {
  // Loaded for the first call: it takes longer than all else that a function loads, and many answers need no call.
  const { send } = await import('./send.ts');
  // axios' own timeout starts anew with every byte that comes.
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await send({
      method,
      url: `${url}${queryString(query)}`,
      ...(auth && { auth }),
      ...bodyOf(data, { Accept: 'application/json', ...headers }),
      signal,
      // The keys go to this URL and nowhere else.
      maxRedirects: 0,
      proxy: false,
      maxContentLength: maxAnswerBytes,
      responseType: 'text',
    });
    return { status: answer.status, body: answer.data };
  } catch (error) {
    // An axios error holds the whole request, with the keys: it goes no further.
    if (signal.aborted) throw new Fault('timeout');
    throw new Fault(error instanceof Error && 'code' in error ? String(error.code) : 'unknown');
  }
}

function queryString(query: NonNullable<ProviderRequest['query']>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) params.append(name, String(value));
  }
  return params.size === 0 ? '' : `?${params}`;
}

function bodyOf(data: ProviderRequest['data'], headers: Record<string, string>) {
  if (data === undefined) return { headers };
  const isForm = data instanceof URLSearchParams;
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  return { headers: { ...headers, 'Content-Type': type }, data: isForm ? data.toString() : JSON.stringify(data) };
}
