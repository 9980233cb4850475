import type { Stated } from '../conformance/requests.ts';

export const stated: Stated = {
  configuration: { versionByQuery: true, lifetime: { default: 600, maximum: 7_200 } },
  // The stage’s tokenVersion.
  defaults: { version: '006' },
  // Good for an account, for Signaling, and as a uid.
  users: ['4011112222', '4033334444'],
  names: { accounts: ['1', '2', '12', '21', '212'] },
};
