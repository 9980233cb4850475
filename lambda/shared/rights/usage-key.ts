import { createHash } from 'node:crypto';

/**
 * The value of the API key that a caller's requests are counted under. It is a name, not a credential: API Gateway only
 * accepts it from the authorizer, so it is of no use to others. API Gateway wants 20 to 128 alphanumeric characters,
 * and a value that is unique in the account and region.
 *
 * @param caller undefined for the callers without a limit: their requests need no counting, so they share one key.
 * @param plan where callers share usage plans: which one this caller is in. A key can't be in two plans of an API, so in
 * another plan the caller has another key.
 */
export function usageKey(stageName: string, caller: string | undefined, plan?: string): string {
  return createHash('sha256')
    .update(`stagepass/${stageName}/caller/${caller ?? ''}${plan === undefined ? '' : `/plan/${plan}`}`)
    .digest('hex');
}
