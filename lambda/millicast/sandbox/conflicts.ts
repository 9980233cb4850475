import { BadRequest } from './envelope.ts';
import type { Token } from './token.ts';

/**
 * Refuses a token that holds settings which exclude each other. An update is judged by the token it would leave, so that
 * two calls can't bring about what one can't.
 *
 * @param listed the addresses a caller listed, without those the token bound itself to.
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
