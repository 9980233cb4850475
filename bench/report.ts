import type { Spread } from './statistics.ts';

/** A part of the benchmark's report, in Markdown. */
export interface Section {
  readonly title: string;
  readonly text: string;
}

/** The median, and the quartiles around it. */
export function shown({ median, lower, upper }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${lower.toFixed(digits)}–${upper.toFixed(digits)})`;
}

export function judged(value: number, budget: number | undefined, unit = ''): string {
  return budget === undefined ? '' : `${value <= budget ? '✓' : '✗'} ≤ ${budget}${unit}`;
}
