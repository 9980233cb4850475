import { Fault } from './provider-error.ts';
import { withoutCredentials } from './without-credentials.ts';

export interface ProviderAnswer {
  readonly status: number;
  /** The parsed body, with the credentials that we sent taken out; undefined when it isn't JSON. */
  readonly json: unknown;
}

export interface CallLimits {
  readonly timeoutMs: number;
  /** So that no answer can fill the function's memory. */
  readonly maxAnswerBytes: number;
}

export interface ProviderRequest {
  readonly method: string;
  /** Without a query. */
  readonly url: string;
  /** Parameters that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** All credentials of the request: these are taken out of the answer, so they must not be anywhere else in it. */
  readonly auth: { readonly username: string; readonly password: string } | { readonly bearer: string };
  /** A form, or an object that is sent as JSON. */
  readonly data?: URLSearchParams | object;
}

/**
 * One call of a provider's HTTP API, with limits of time and size. An answer with any status is returned. Some
 * providers repeat our credentials in their errors, so these are taken out before anything reads the answer.
 *
 * @throws Fault when there is no answer.
 */
export async function providerCall(
  { method, url, query = {}, auth, data }: ProviderRequest,
  { timeoutMs, maxAnswerBytes }: CallLimits,
): Promise<ProviderAnswer> {
  // Loaded at the first call: it is the slowest module to load, and many requests need no call.
  const { send } = await import('./send.ts');
  // The timeout of axios starts again with every byte that arrives.
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await send({
      method,
      url: `${url}${queryString(query)}`,
      ...bodyOf(data, { Accept: 'application/json', Authorization: authorizationOf(auth) }),
      signal,
      // The keys must be sent to this URL only.
      maxRedirects: 0,
      proxy: false,
      maxContentLength: maxAnswerBytes,
      responseType: 'text',
    });
    return { status: answer.status, json: parsed(answer.data, cleanerOf(auth)) };
  } catch (error) {
    // An error of axios contains the whole request with the keys, so it is not passed on.
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

/** @param cleaned is called with every text of the answer, names of fields too. */
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
