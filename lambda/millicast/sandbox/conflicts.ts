import { BadRequest } from './envelope.ts';
import type { Token } from './token.ts';

/**
 * Refuses a token with settings that exclude each other. For an update the resulting token is checked, so that two
 * calls can't do what one call may not.
 *
 * @param listed the addresses that a caller set, without those that the token bound itself to.
 * @throws BadRequest
 */
export function refuseConflicts(token: Token, listed: readonly string[]): void {
  const conflicts: Record<string, string> = {};
  if (token.bindIpsOnUsage > 0 && listed.length > 0) {
    conflicts.bindIpsOnUsage = 'BindIpsOnUsage and AllowedIpAddresses exclude each other.';
  }
  if (token.allowedCountries.length > 0 && token.deniedCountries.length > 0) {
    conflicts.deniedCountries = 'AllowedCountries and DeniedCountries exclude each other.';
  }
  if (token.kind === 'publish' && token.record && token.clip) {
    conflicts.clip = 'Record and Clip exclude each other.';
  }
  if (Object.keys(conflicts).length > 0) throw new BadRequest(conflicts);
}
