import type { AskedName } from '../../api/terms.ts';
import type { StreamEntry } from './contract/stream-names.ts';

/** A token's stream entry in the form that rights are checked with. */
export function askedName({ streamName, isRegex }: StreamEntry): AskedName {
  return isRegex ? { regex: streamName } : streamName;
}
