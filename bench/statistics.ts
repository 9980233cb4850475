/** The middle of some samples and how far they lie apart: half of them are between the quartiles. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** @param samples at least one. */
export function spread(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const place = (sorted.length - 1) * share;
    const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
    return below + (above - below) * (place - Math.floor(place));
  };
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) };
}

/**
 * How many times the baseline it is, taken round by round: what slows the machine down for a while slows both down.
 *
 * @param samples of the same rounds, in their order.
 */
export function ratio(samples: readonly number[], baseline: readonly number[]): Spread {
  return spread(samples.map((sample, round) => sample / (baseline[round] ?? Number.NaN)));
}
