import { UsageError } from '../errors.ts';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** Ten years. What shall last longer needs no end. */
const LONGEST_SECONDS = 3_650 * SECONDS.d;

/**
 * How many seconds a text such as `90s`, `15m`, `24h` or `7d` means.
 *
 * @throws UsageError that says what was expected.
 */
export function secondsIn(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,8})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * SECONDS[unit as keyof typeof SECONDS];
  if (seconds <= LONGEST_SECONDS) return seconds;
  throw new UsageError(`--for ${text}: expected a time such as 90s, 15m, 24h or 7d, of 3650d at most`);
}
