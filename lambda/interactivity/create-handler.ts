import { type Handler, on, serve } from '../shared/http/serve.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { interactivityTokenRoute } from './contract.ts';
import type { InteractivityKeys } from './keys.ts';
import type { AccessTokenResponse } from './request-token.ts';
import { tokenSource } from './token-source.ts';

/** @param request asks the provider for a new token. */
export function createHandler(
  keys: () => Promise<InteractivityKeys>,
  request: (keys: InteractivityKeys) => Promise<AccessTokenResponse>,
  now: () => number,
  rights: Rights,
): Handler {
  const token = tokenSource(keys, request, now);
  return serve(
    [
      on(
        interactivityTokenRoute,
        async ({ renew }, { maximumLifetimeSeconds, ...identity }) => {
          const { refresh_token, ...rest } = await token(identity, renew === 'true');
          // A refresh token lives longer than its token, and Dolby.io doesn't say how long. A caller with a maximum
          // lifetime must not get one.
          return maximumLifetimeSeconds === undefined ? { ...rest, refresh_token } : rest;
        },
        'nothing',
      ),
    ],
    now,
    rights,
  );
}
