/** What a reading of a secret may take, in ms. A caller waits, and whoever reads falls back on what it knew. */
export interface ReadTimes {
  /** For the TCP connection of one attempt. */
  readonly connectMs: number;
  /** For one attempt up to its answer's headers, connecting included. */
  readonly attemptMs: number;
  /** For both attempts together, and the answer's body, which the SDK's timeouts leave out. */
  readonly deadlineMs: number;
}

/** In the region of the secret, where a round trip takes a millisecond: a function's 10 s are its provider's. */
export const NEARBY: ReadTimes = { connectMs: 1_000, attemptMs: 1_500, deadlineMs: 3_500 };

/**
 * From wherever a viewer is, with the little CPU that 128 MB buys. A first reading takes three round trips (TCP, TLS, the
 * question), and half a second of work at 7 % of a core: 1.6 s at 300 ms a round trip, 2.2 s at 500 ms. An attempt that
 * hangs leaves time for one from less far away. All of it ends well within Lambda@Edge's 5 s.
 */
export const FROM_AFAR: ReadTimes = { connectMs: 2_000, attemptMs: 3_000, deadlineMs: 4_200 };
