/** A shorter text is the start of too many names. */
const MIN_LENGTH = 3;

/**
 * The known name that somebody probably meant: the same in upper or lower case, with one letter different, or a longer
 * name that starts like it (`channel` for `channelName`), or a shorter one that it starts like (`room_name` for `room`).
 *
 * @returns undefined when no name is close.
 */
export function closestName(unknown: string, known: readonly string[]): string | undefined {
  const given = unknown.toLowerCase();
  const like = (test: (name: string) => boolean) => known.find((name) => test(name.toLowerCase()));
  return (
    like((name) => name === given) ??
    like((name) => isOneOff(name, given)) ??
    like((name) => given.length >= MIN_LENGTH && name.startsWith(given)) ??
    like((name) => name.length >= MIN_LENGTH && given.startsWith(name))
  );
}

/** Whether they differ in one letter at most: changed, added, missing, or swapped with its neighbour. */
function isOneOff(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < MIN_LENGTH) return false;
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
