import { createHash } from 'node:crypto';

/**
 * The value of the API key that a caller's requests are counted under. It is a name, not a credential: API Gateway only
 * accepts it from the authorizer, so it is of no use to others. API Gateway wants 20 to 128 alphanumeric characters,
 * and a value that is unique in the account and region.
 *
 * @param caller undefined for the callers without a limit: their requests need no counting, so they share one key.
 * @param plan where callers share usage plans: which one this caller is in. A key can't be in two plans of an API, so in
 * another plan the caller has another key.
 * @param otherRegion where the API is in another region than the stage's first one. That region may still have the API
 * stack of a time when it was the first one.
 */
export function usageKey(stageName: string, caller: string | undefined, plan?: string, otherRegion?: string): string {
  const inPlan = plan === undefined ? '' : `/plan/${plan}`;
  const inRegion = otherRegion === undefined ? '' : `/region/${otherRegion}`;
  return createHash('sha256')
    .update(`stagepass/${stageName}/caller/${caller ?? ''}${inPlan}${inRegion}`)
    .digest('hex');
}
