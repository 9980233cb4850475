import { askedTracking } from '../millicast/asked-tracking.ts';
import type { millicastRights } from '../millicast/contract/rights.ts';
import { viewerTokenRoute } from '../millicast/contract/viewer-token-route.ts';
import { type Handler, on, type RequestContext, serve } from '../shared/http/serve.ts';
import { atMost } from '../shared/rights/lifetime.ts';
import type { Rights } from '../shared/rights/rights.ts';
import type { ViewerTokenOptions } from './options.ts';
import type { ParentToken } from './parent-token.ts';
import { trackingIdOf, viewerToken } from './viewer-token.ts';

export function createHandler(
  parent: () => Promise<ParentToken>,
  options: ViewerTokenOptions,
  now: () => number,
  rights: Rights<typeof millicastRights>,
): Handler {
  const optionsFor = ({ maximumLifetimeSeconds }: RequestContext): ViewerTokenOptions => ({
    ...options,
    lifetime: atMost(maximumLifetimeSeconds, options.lifetime),
  });
  return serve(
    [
      on(
        viewerTokenRoute,
        async (query, viewer) => viewerToken(await parent(), query, optionsFor(viewer), viewer, now()),
        (query, { caller, rights: own }) => ({
          streams: query.streamName,
          trackingIds: askedTracking(trackingIdOf(query, options, caller), own),
          lifetimeSeconds: query.expireTime,
        }),
      ),
    ],
    now,
    rights,
  );
}
