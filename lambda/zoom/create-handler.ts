import { type Handler, on, serve } from '../shared/http/serve.ts';
import { atMost } from '../shared/rights/lifetime.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { type zoomRights, zoomTokenRoute } from './contract.ts';
import type { ZoomKeys } from './keys.ts';
import type { ZoomOptions } from './options.ts';
import { checkAllowed, sessionToken } from './session-token.ts';

export function createHandler(
  keys: () => Promise<ZoomKeys>,
  options: ZoomOptions,
  now: () => number,
  rights: Rights<typeof zoomRights>,
): Handler {
  const optionsFor = (maximumLifetimeSeconds: number | undefined): ZoomOptions => ({
    ...options,
    lifetime: atMost(maximumLifetimeSeconds, options.lifetime),
  });
  return serve(
    [
      on(
        zoomTokenRoute,
        async (query, { maximumLifetimeSeconds }) =>
          sessionToken(await keys(), query, optionsFor(maximumLifetimeSeconds), now()),
        ({ session, identity, role, expireTime }) => ({
          // For Zoom, names that differ in capitals are the same session.
          sessions: session.toLowerCase(),
          identities: identity,
          roles: role,
          lifetimeSeconds: expireTime,
        }),
        (query, { maximumLifetimeSeconds }) => checkAllowed(query, optionsFor(maximumLifetimeSeconds)),
      ),
    ],
    now,
    rights,
  );
}
