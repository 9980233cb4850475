import type { ErrorCode } from './contract.ts';

/** What can go wrong without an answer in the contract's shape. */
export type ClientErrorCode =
  /** No answer: no network, no such host, or a browser that keeps the answer from a page of another origin. */
  | 'unreachable'
  /** No whole answer in time. */
  | 'timed_out'
  /** An answer that isn't Stagepass's, or that broke off: something else is at that URL, or stands in between. */
  | 'unexpected_answer';

export interface ErrorFacts {
  readonly status?: number;
  readonly requestId?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** Every way a call can fail, but for a signal of the caller's own: that rejects with the signal's reason. */
export class StagepassError extends Error {
  override readonly name = 'StagepassError';
  readonly code: ErrorCode | ClientErrorCode;
  /** Of the HTTP answer; 0 when there was none, and for a redirect in a browser, which shows no more of it. */
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
