import * as v from 'valibot';
import { MeetingTokenQuery } from '../../../lambda/daily/contract.ts';
import type { DailyKeys } from '../../../lambda/daily/keys.ts';
import type { DailyOptions } from '../../../lambda/daily/options.ts';

/** The domain’s id is that of Daily’s guide; the key is nobody’s. */
export const keys: DailyKeys = {
  apiKey: '5cfd2fd1755d40ecb72977518be15d3b5cfd2fd1755d40ecb72977518be15d3b',
  domainId: '30f866c3-9123-452a-8723-ff58322d09c5',
};

export const options: DailyOptions = {
  lifetime: { default: 3_600, maximum: 7_200 },
  owner: false,
  hidden: false,
  ejectAtEnd: false,
};

export const NOW = Date.UTC(2026, 0, 1, 12, 0, 0, 750);
export const NOW_SECONDS = Math.floor(NOW / 1000);

/** A query as the contract parses it. */
export function asked(query: Readonly<Record<string, string>> = {}): MeetingTokenQuery {
  return v.parse(MeetingTokenQuery, { room: 'lobby', userId: 'ada', ...query });
}
