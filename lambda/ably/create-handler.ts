import { type Handler, on, type RequestContext, serve, type WithRights } from '../shared/http/serve.ts';
import { atMost, grantedSeconds } from '../shared/rights/lifetime.ts';
import { type Asked, checkAsked, type Rights } from '../shared/rights/rights.ts';
import { capabilityFor, capabilityText, type Narrowing } from './capability.ts';
import {
  type AblyRights,
  ablyRights,
  ablyTokenRequestRoute,
  ablyTokenRoute,
  operationsIn,
  type TokenQuery,
} from './contract.ts';
import type { AblyKeys } from './keys.ts';
import type { AblyOptions } from './options.ts';
import { ablyToken, type Granted } from './token.ts';
import { ablyTokenRequest } from './token-request.ts';

/** @param nonce gives 16 random characters or more, other ones each time. */
export function createHandler(
  keys: () => Promise<AblyKeys>,
  { capability, lifetime }: AblyOptions,
  now: () => number,
  nonce: () => string,
  rights: Rights<AblyRights>,
): Handler {
  function granted(query: TokenQuery, context: RequestContext & WithRights<AblyRights>): Granted {
    return {
      clientId: query.clientId,
      capability: capabilityText(capabilityFor(capability, context.rights, narrowingIn(query))),
      seconds: grantedSeconds(query.expireTime, atMost(context.maximumLifetimeSeconds, lifetime)),
    };
  }

  // A request without a channel or operations gets those that stage and rights have in common, so it asks for none.
  const asks = (query: TokenQuery, { rights: own }: WithRights<AblyRights>): Asked<AblyRights> => {
    const asked = {
      channels: query.channel,
      operations: operationsIn(query),
      clientIds: query.clientId,
      lifetimeSeconds: query.expireTime,
    };
    // Before the capability is looked at, since it would not say which right a request is outside of.
    checkAsked(ablyRights, own, asked);
    capabilityFor(capability, own, narrowingIn(query));
    return asked;
  };

  return serve(
    [
      on(
        ablyTokenRoute,
        async (query, context) => {
          const token = granted(query, context);
          return ablyToken(await keys(), token, now());
        },
        asks,
      ),
      on(
        ablyTokenRequestRoute,
        async (query, context) => {
          const token = granted(query, context);
          return ablyTokenRequest(await keys(), token, nonce(), now());
        },
        asks,
      ),
    ],
    now,
    rights,
  );
}

function narrowingIn(query: TokenQuery): Narrowing {
  return { channel: query.channel, operations: operationsIn(query) };
}
