import type { Stated } from '../conformance/requests.ts';
import { grants } from './fixtures.ts';

export const stated: Stated = {
  configuration: { grants, lifetime: { default: 600, maximum: 7_200 } },
  routes: {
    // A room goes with the grant video only.
    twilio: {
      terms: ['identities', 'rooms', 'grants'],
      hasLifetime: true,
      leftOut: ({ grants: grant = 'video' }) => (grant === 'video' ? [] : ['rooms']),
      request: ({ terms = {}, lifetimeSeconds }) => {
        const { identities = 'ada', rooms = 'lobby', grants: grant = 'video' } = terms;
        return {
          query: {
            identity: String(identities),
            grants: String(grant),
            ...(grant === 'video' && { room: String(rooms) }),
            ...(lifetimeSeconds !== undefined && { expireTime: String(lifetimeSeconds) }),
          },
        };
      },
    },
  },
};
