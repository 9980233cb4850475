import type { ErrorCode } from './contract.ts';

/** Errors without an answer in the contract's shape. */
export type ClientErrorCode =
  /** No answer: no network, no such host, or a browser that withholds the answer from a page of another origin. */
  | 'unreachable'
  /** No whole answer in time. */
  | 'timed_out'
  /** The app's own function gave no user's token: nobody is signed in, or it failed; then its error is the cause. */
  | 'no_token'
  /** An incomplete answer, or one that isn't Stagepass's: another server is at that URL, or a proxy in between. */
  | 'unexpected_answer';

export interface ErrorFacts {
  readonly status?: number;
  readonly requestId?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** Every failure of a call, except an abort by the caller's own signal, which rejects with the signal's reason. */
export class StagepassError extends Error {
  override readonly name = 'StagepassError';
  readonly code: ErrorCode | ClientErrorCode;
  /** The HTTP status; 0 if there was no answer, and for a redirect in a browser, which doesn't show the status. */
  readonly status: number;
  /** Finds the request in the logs. */
  readonly requestId: string | undefined;
  /** Seconds after which it is worth trying again, where the answer says so. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode | ClientErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.status = facts.status ?? 0;
    this.requestId = facts.requestId;
    this.retryAfter = facts.retryAfter;
  }
}
