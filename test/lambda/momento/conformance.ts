import type { Stated } from '../conformance/requests.ts';

const scope = { cache: 'game', topics: { role: 'subscribeonly', names: 'all' } };

export const stated: Stated = {
  configuration: { client: scope, admin: scope },
  // The token id that a request doesn’t give.
  defaults: { tokenId: (caller) => caller },
};
