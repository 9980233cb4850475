/** Pieces that arrive after their delay, in the order in which they were sent. */
class DelayLine<T> {
  readonly #underWay: { readonly piece: T; readonly dueAt: number }[] = [];

  put(piece: T, dueAt: number): void {
    this.#underWay.push({ piece, dueAt: Math.max(dueAt, this.#underWay.at(-1)?.dueAt ?? dueAt) });
  }

  nextAt(): number {
    return this.#underWay[0]?.dueAt ?? Number.POSITIVE_INFINITY;
  }

  take(now: number): T[] {
    const late = this.#underWay.findIndex(({ dueAt }) => dueAt > now);
    return this.#underWay.splice(0, late === -1 ? this.#underWay.length : late).map(({ piece }) => piece);
  }
}

/**
 * What is under way on a TCP connection to a server that is far away. Each piece takes half of the round trip.
 *
 * A connection itself takes one (SYN and SYN-ACK), before the client can send anything. Here the kernel connects the
 * client to the proxy at once, so that round trip is added to all that the client sends before it has heard anything
 * from the server. A client can't tell the difference by what it receives; only its own timeout for connecting never
 * runs out.
 */
export class DelayedConnection<T> {
  readonly #roundTripMs: number;
  readonly #toServer = new DelayLine<T>();
  readonly #toClient = new DelayLine<T>();
  #clientHasHeard = false;

  constructor(roundTripMs: number) {
    this.#roundTripMs = roundTripMs;
  }

  fromClient(piece: T, now: number): void {
    this.#toServer.put(piece, now + this.#roundTripMs / 2 + (this.#clientHasHeard ? 0 : this.#roundTripMs));
  }

  fromServer(piece: T, now: number): void {
    this.#toClient.put(piece, now + this.#roundTripMs / 2);
  }

  /** When the next piece arrives anywhere; Infinity where none is under way. */
  nextAt(): number {
    return Math.min(this.#toServer.nextAt(), this.#toClient.nextAt());
  }

  arrivedAtServer(now: number): T[] {
    return this.#toServer.take(now);
  }

  arrivedAtClient(now: number): T[] {
    const arrived = this.#toClient.take(now);
    if (arrived.length > 0) this.#clientHasHeard = true;
    return arrived;
  }
}
