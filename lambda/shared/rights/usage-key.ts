import { createHash } from 'node:crypto';

/**
 * The value of the API key that a caller's requests are counted under. It is a name, not a credential: API Gateway takes
 * it from the authorizer alone, so knowing it gives nothing. Values are alphanumeric, of 20 to 128 characters, and unique
 * in an account and region.
 *
 * @param caller undefined for all callers without a limit: nobody counts them, so they have one key together.
 */
export function usageKey(stageName: string, caller: string | undefined): string {
  return createHash('sha256')
    .update(`stagepass/${stageName}/caller/${caller ?? ''}`)
    .digest('hex');
}
