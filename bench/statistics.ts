/** The median and the quartiles of some samples: half of them are between the quartiles. */
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
 * The ratio of samples to a baseline, round by round: when the machine is slow for a while, it is slow for both.
 *
 * @param samples of the same rounds, in their order.
 */
export function ratio(samples: readonly number[], baseline: readonly number[]): Spread {
  return spread(samples.map((sample, round) => sample / (baseline[round] ?? Number.NaN)));
}
