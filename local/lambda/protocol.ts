import type { Call } from '../request-way.ts';

/** From the runner to a function's process. */
export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  /** JSON */
  readonly event: string;
  readonly timeoutMs: number;
}

/** Lambda's description of an error in a function or its process. */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** From a function's process to the runner: one when the handler is loaded, then one for each invocation. */
export type RuntimeMessage =
  | { readonly type: 'ready' }
  /** The payload is JSON. */
  | { readonly type: 'answered'; readonly payload: string }
  | { readonly type: 'failed'; readonly error: InvocationError };

/** From a function's process to the runner, at any time. */
export interface CallMessage {
  readonly type: 'called';
  readonly call: Call;
}

/** The result of an invocation. */
export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: InvocationError };
