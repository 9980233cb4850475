/** The numbers of a version, whatever stands behind them. */
function numbersOf(version: string): number[] {
  return (/^\d+(?:\.\d+){0,2}/.exec(version)?.[0] ?? '').split('.').map(Number);
}

export function isBelow(version: string, other: string): boolean {
  const [one, two] = [numbersOf(version), numbersOf(other)];
  const at = [0, 1, 2].find((each) => (one[each] ?? 0) !== (two[each] ?? 0));
  return at !== undefined && (one[at] ?? 0) < (two[at] ?? 0);
}

/**
 * Whether a version is in a range with a caret, such as `^2.276.0`: from this one on, with the same first number.
 *
 * @throws Error for another range: package.json has none.
 */
export function satisfies(version: string, range: string): boolean {
  const from = /^\^([1-9]\d*\.\d+\.\d+)$/.exec(range)?.[1];
  if (from === undefined) throw new Error(`${range} is no range with a caret`);
  return !isBelow(version, from) && numbersOf(version)[0] === numbersOf(from)[0];
}
