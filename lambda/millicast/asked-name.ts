import type { AskedName } from '../../api/terms.ts';
import type { StreamEntry } from './contract/stream-names.ts';

/** What a token's stream entry is in the terms of rights. */
export function askedName({ streamName, isRegex }: StreamEntry): AskedName {
  return isRegex ? { regex: streamName } : streamName;
}
