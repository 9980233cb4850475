/** What a connection of the function went through, as the function saw it: in ms by the machine's monotonic clock. */
export interface ConnectionMarks {
  /** When it began to connect. */
  readonly openedAt: number;
  /** When the server had accepted: one round trip later. */
  readonly connectedAt: number;
  /** When the function had sent the last part of the TLS handshake; undefined where it never did, or without TLS. */
  readonly securedAt: number | undefined;
  /** Requests, and the first bytes of their answers. */
  readonly exchanges: readonly Exchange[];
}

export interface Exchange {
  readonly sentAt: number;
  /** Undefined for a request without an answer. */
  readonly answeredAt: number | undefined;
}

/** A start, in ms by the same clock. */
export interface StartMarks {
  readonly startedAt: number;
  /** The end of init. */
  readonly readyAt: number;
  readonly answeredAt: number;
}

/**
 * - load: init, but for what it waits for.
 * - client: the function's own work until it has asked for the last time: SDK, secure context, signature.
 * - connect, handshake, request: waiting for others. The function's own work in a handshake counts as handshake.
 * - parse: its own work after the last answer's first byte.
 */
export const PHASES = ['load', 'client', 'connect', 'handshake', 'request', 'parse'] as const;

export type Phase = (typeof PHASES)[number];

/**
 * Where the time from start to answer went: each moment belongs to one phase, so they add up to the whole. Where several
 * connections are under way at once, the one that is least far counts, since the answer waits for it.
 */
export function phasesOf(
  { startedAt, readyAt, answeredAt }: StartMarks,
  connections: readonly ConnectionMarks[],
): Record<Phase, number> {
  const connecting = connections.map(({ openedAt, connectedAt }) => [openedAt, connectedAt] as const);
  const securing = connections.flatMap(({ connectedAt, securedAt }) =>
    securedAt === undefined ? [] : [[connectedAt, securedAt] as const],
  );
  const asking = connections.flatMap(({ exchanges }) =>
    exchanges.flatMap((each) => (each.answeredAt === undefined ? [] : [[each.sentAt, each.answeredAt] as const])),
  );
  const heardAt = Math.max(...asking.map(([, end]) => end));

  const during = (spans: readonly (readonly [number, number])[], at: number) =>
    spans.some(([from, to]) => from <= at && at < to);
  const phaseAt = (at: number): Phase => {
    if (during(connecting, at)) return 'connect';
    if (during(securing, at)) return 'handshake';
    if (during(asking, at)) return 'request';
    if (at < readyAt) return 'load';
    return asking.length > 0 && at >= heardAt ? 'parse' : 'client';
  };

  const took: Record<Phase, number> = { load: 0, client: 0, connect: 0, handshake: 0, request: 0, parse: 0 };
  const bounds = [startedAt, readyAt, answeredAt, ...[...connecting, ...securing, ...asking].flat()]
    .filter((at) => at >= startedAt && at <= answeredAt)
    .toSorted((a, b) => a - b);
  for (const [place, from] of bounds.entries()) {
    const to = bounds[place + 1] ?? from;
    took[phaseAt(from)] += to - from;
  }
  return took;
}
