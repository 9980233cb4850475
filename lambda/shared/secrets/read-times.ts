/**
 * Timeouts for reading a secret, in ms. They are short, because a caller waits and an older value may still be usable.
 */
export interface ReadTimes {
  /** For the TCP connection of an attempt. */
  readonly connectMs: number;
  /** For an attempt up to the headers of the answer, including the connection. */
  readonly attemptMs: number;
  /** For both attempts together, including the body of the answer, which the SDK's own timeouts don't cover. */
  readonly deadlineMs: number;
}

/**
 * In the secret's own region, where a round trip takes a millisecond. Most of a function's 10 s is for its provider.
 */
export const NEARBY: ReadTimes = { connectMs: 1_000, attemptMs: 1_500, deadlineMs: 3_500 };

/**
 * From any region of the world. The first reading takes three round trips (TCP, TLS, the request). Before the first
 * request a function has a whole core, and they are nearly all: 1.6 s with round trips of 500 ms. Later there is the
 * little CPU of 128 MB, with which a new connection takes 0.7 s more. If the first attempt hangs, there is still time for a
 * second one, unless the function is very far away. All of it ends well within the 5 s that Lambda@Edge allows.
 */
export const FROM_AFAR: ReadTimes = { connectMs: 2_000, attemptMs: 3_000, deadlineMs: 4_200 };
