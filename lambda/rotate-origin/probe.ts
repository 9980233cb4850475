import { CALLER_HEADER, ORIGIN_HEADER } from '../../api/headers.ts';
import type { OriginRotationOptions } from './options.ts';

const TIMEOUT_MS = 10_000;

/** Sends an API a request like CloudFront's, with a value of the origin secret. @returns the status of its answer. */
export async function probe(
  { url, caller }: OriginRotationOptions['probes'][number],
  originSecret: string,
): Promise<number> {
  const headers = { [ORIGIN_HEADER]: originSecret, [CALLER_HEADER]: caller };
  const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  await answer.body?.cancel();
  return answer.status;
}
