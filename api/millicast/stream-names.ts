/** One entry of a token: a stream's name, or a pattern that the whole name has to match. */
export interface StreamEntry {
  readonly streamName: string;
  readonly isRegex?: boolean | null | undefined;
}

/** The `u` flag refuses what JavaScript would otherwise read differently from other engines (`\A`, `\z`). */
export function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** Names are case sensitive. */
export function coversStream({ streamName, isRegex }: StreamEntry, name: string): boolean {
  // The bare pattern is looked at first: `a)|(b` is none, but would be one between the anchors.
  if (isRegex) return isPattern(streamName) && new RegExp(`^(?:${streamName})$`, 'u').test(name);
  return streamName === name;
}

/** Names that have nothing in common but letters and digits. */
const UNLIKE_NAMES = ['aB3xQ9', '7', 'zzzzzzzzzz', '4815162342', 'Q', 'main2cam'];

/** Longer than what asks for some length at least (`.{4,}`), and still too short to keep a bad pattern busy. */
const LONG_UNLIKE_NAMES = ['kR7wT2pZ9s', '0000000001', 'abcdefghij'];

/**
 * Whether an entry opens every stream of the account in effect: `.*`, and what comes to the same (`.+`, `^.*$`, `\w+`,
 * `[\s\S]{4,}`). Nothing but names themselves can tell, so a pattern that takes names which have nothing in common is
 * taken for one that takes all.
 */
export function coversEverything(entry: StreamEntry): boolean {
  if (!entry.isRegex) return false;
  const covers = (name: string) => coversStream(entry, name);
  return UNLIKE_NAMES.every(covers) || LONG_UNLIKE_NAMES.every(covers);
}
