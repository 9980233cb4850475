import { Fault } from './provider-error.ts';
import { withoutCredentials } from './without-credentials.ts';

export interface ProviderAnswer {
  readonly status: number;
  /** What came as JSON, without the credentials that were sent; undefined when it isn't JSON. */
  readonly json: unknown;
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
  /** The credentials. Nothing else of a request holds any: what they are is taken out of the answer. */
  readonly auth: { readonly username: string; readonly password: string } | { readonly bearer: string };
  /** A form, or what is sent as JSON. */
  readonly data?: URLSearchParams | object;
}

/**
 * One call of a provider's HTTP API, bounded in time and size. Every status is an answer. A provider that repeats our
 * credentials, as some do in their errors, tells them nobody: they are gone before the answer is read.
 *
 * @throws Fault when there is none.
 */
export async function providerCall(
  { method, url, query = {}, auth, data }: ProviderRequest,
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
      ...bodyOf(data, { Accept: 'application/json', Authorization: authorizationOf(auth) }),
      signal,
      // The keys go to this URL and nowhere else.
      maxRedirects: 0,
      proxy: false,
      maxContentLength: maxAnswerBytes,
      responseType: 'text',
    });
    return { status: answer.status, json: parsed(answer.data, cleanerOf(auth)) };
  } catch (error) {
    // An axios error holds the whole request, with the keys: it goes no further.
    if (signal.aborted) throw new Fault('timeout');
    throw new Fault(error instanceof Error && 'code' in error ? String(error.code) : 'unknown');
  }
}

function authorizationOf(auth: ProviderRequest['auth']): string {
  return 'bearer' in auth ? `Bearer ${auth.bearer}` : `Basic ${Buffer.from(pairOf(auth)).toString('base64')}`;
}

function cleanerOf(auth: ProviderRequest['auth']): (text: string) => string {
  return 'bearer' in auth
    ? withoutCredentials([auth.bearer])
    : withoutCredentials([auth.password, pairOf(auth)], [auth.username]);
}

function pairOf({ username, password }: { readonly username: string; readonly password: string }): string {
  return `${username}:${password}`;
}

/** @param cleaned is asked for every text of it, names of fields too. */
function parsed(text: string, cleaned: (text: string) => string): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) => {
      if (typeof value === 'string') return cleaned(value);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(Object.entries(value).map(([name, field]) => [cleaned(name), field]));
    });
  } catch {
    return undefined;
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
