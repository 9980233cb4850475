import type { StreamEntry } from '../../api/millicast/stream-names.ts';
import type { AskedName } from '../shared/rights.ts';

/** What a token's stream entry is in the terms of rights. */
export function askedName({ streamName, isRegex }: StreamEntry): AskedName {
  return isRegex ? { regex: streamName } : streamName;
}
