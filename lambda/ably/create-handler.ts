import { type Handler, on, type RequestContext, serve, type WithRights } from '../shared/http/serve.ts';
import { atMost, grantedSeconds } from '../shared/rights/lifetime.ts';
import type { Asked, Rights } from '../shared/rights/rights.ts';
import { capabilityFor, capabilityText } from './capability.ts';
import { type AblyRights, ablyTokenRequestRoute, ablyTokenRoute, operationsIn, type TokenQuery } from './contract.ts';
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
    const asked = { channel: query.channel, operations: operationsIn(query) };
    return {
      clientId: query.clientId,
      capability: capabilityText(capabilityFor(capability, context.rights.only, asked)),
      seconds: grantedSeconds(query.expireTime, atMost(context.maximumLifetimeSeconds, lifetime)),
    };
  }

  // A request without a channel or operations gets those that stage and rights have in common, so it asks for none.
  const asks = (query: TokenQuery): Asked<AblyRights> => ({
    channels: query.channel,
    operations: operationsIn(query),
    clientIds: query.clientId,
    lifetimeSeconds: query.expireTime,
  });

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
