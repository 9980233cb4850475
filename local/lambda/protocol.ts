/** From the runner to a function's process. */
export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  /** JSON */
  readonly event: string;
  readonly timeoutMs: number;
}

/** As Lambda describes what went wrong in a function, or with it. */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** From a function's process to the runner: once when its handler is loaded, then once an invocation. */
export type RuntimeMessage =
  | { readonly type: 'ready' }
  /** The payload is JSON. */
  | { readonly type: 'answered'; readonly payload: string }
  | { readonly type: 'failed'; readonly error: InvocationError };

/** What an invocation came to. */
export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: InvocationError };
