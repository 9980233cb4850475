/** The parts of an answer that checks use. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  /** `code` of an error in the contract's shape. */
  readonly code: string | undefined;
  /** Undefined where the body isn't a JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Longer than any of our own timeouts. */
const TIMEOUT_MS = 15_000;

/** Sends one request, without following redirects. */
export async function ask(url: string, { method = 'GET', headers = {} }: HttpRequest = {}): Promise<HttpResponse> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers },
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body = objectIn(await answer.text());
  const code = typeof body?.code === 'string' && /^[a-z_]{1,40}$/.test(body.code) ? body.code : undefined;
  return { status: answer.status, headers: answer.headers, code, body };
}

/** The part of an answer that may be shown, such as `403 not_allowed`. */
export function described({ status, code }: HttpResponse): string {
  return code === undefined ? String(status) : `${status} ${code}`;
}

function objectIn(text: string): HttpResponse['body'] {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
