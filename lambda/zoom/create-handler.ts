import { type Handler, on, serve } from '../shared/http/serve.ts';
import { atMost } from '../shared/rights/lifetime.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { type zoomRights, zoomTokenRoute } from './contract.ts';
import type { ZoomKeys } from './keys.ts';
import type { ZoomOptions } from './options.ts';
import { sessionToken } from './session-token.ts';

export function createHandler(
  keys: () => Promise<ZoomKeys>,
  options: ZoomOptions,
  now: () => number,
  rights: Rights<typeof zoomRights>,
): Handler {
  return serve(
    [
      on(
        zoomTokenRoute,
        async (query, { maximumLifetimeSeconds }) => {
          const lifetime = atMost(maximumLifetimeSeconds, options.lifetime);
          return sessionToken(await keys(), query, { ...options, lifetime }, now());
        },
        ({ session, identity, role, expireTime }) => ({
          // For Zoom, names that differ in capitals are the same session.
          sessions: session.toLowerCase(),
          identities: identity,
          roles: role,
          lifetimeSeconds: expireTime,
        }),
      ),
    ],
    now,
    rights,
  );
}
