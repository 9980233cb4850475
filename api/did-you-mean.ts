/** What is shorter begins too many names. */
const TELLING = 3;

/**
 * The name that was meant by one that isn't known: it is the same in another case, differs by one letter, or goes on
 * where that ends (`channel`, `user`).
 *
 * @returns undefined where none is like it.
 */
export function closestName(unknown: string, known: readonly string[]): string | undefined {
  const given = unknown.toLowerCase();
  const like = (test: (name: string) => boolean) => known.find((name) => test(name.toLowerCase()));
  return (
    like((name) => name === given) ??
    like((name) => isOneOff(name, given)) ??
    like((name) => given.length >= TELLING && name.startsWith(given))
  );
}

/** Do they differ by one letter at most: another one, one too many, one too few, or two that changed places? */
function isOneOff(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < TELLING) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const [rest, otherRest] = [one.slice(at), other.slice(at)];
  return (
    rest.slice(1) === otherRest.slice(1) ||
    rest.slice(1) === otherRest ||
    rest === otherRest.slice(1) ||
    (rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.slice(2) === otherRest.slice(2))
  );
}
