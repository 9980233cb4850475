import type { Stated, StatedRoute } from '../conformance/requests.ts';

/**
 * A request that leaves channel and operations out gets those that stage and rights have in common. So leaving them out
 * counts as no value of theirs.
 */
const token: StatedRoute = {
  terms: ['channels', 'operations', 'clientIds'],
  hasLifetime: true,
  request({ terms: { channels, operations, clientIds = 'ada' } = {}, lifetimeSeconds }) {
    const given = { clientId: clientIds, channel: channels, operations, expireTime: lifetimeSeconds };
    const query = Object.entries(given).filter(([, value]) => value !== undefined);
    return { query: Object.fromEntries(query.map(([name, value]) => [name, String(value)])) };
  },
};

export const stated: Stated = {
  configuration: {
    capability: { '*': ['*'] },
    allowEverything: true,
    lifetime: { default: 600, maximum: 7_200 },
  },
  routes: {
    ably: token,
    ablyTokenRequest: token,
    ablyRevokeTokens: {
      terms: ['clientIds'],
      needs: 'clientIds',
      hasLifetime: false,
      request: ({ terms: { clientIds = 'ada' } = {} }) => ({ body: { caller: 'members', user: clientIds } }),
    },
  },
};
