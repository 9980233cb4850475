import { viewerTokenRoute } from '../../api/millicast/viewer-token-route.ts';
import { type Handler, on, serve } from '../shared/serve.ts';
import type { ViewerTokenOptions } from './options.ts';
import type { ParentToken } from './parent-token.ts';
import { viewerToken } from './viewer-token.ts';

export function createHandler(
  parent: () => Promise<ParentToken>,
  options: ViewerTokenOptions,
  now: () => number,
): Handler {
  return serve(
    [on(viewerTokenRoute, async (query, viewer) => viewerToken(await parent(), query, options, viewer, now()))],
    now,
  );
}
