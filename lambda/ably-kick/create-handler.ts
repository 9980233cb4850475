import * as v from 'valibot';
import { ApiError } from '../../api/errors.ts';
import { type AblyRights, ablyRevokeTokensRoute, ClientIdInBody } from '../ably/contract.ts';
import type { AblyKeys } from '../ably/keys.ts';
import type { BlockUser } from '../shared/denied-users/block-user.ts';
import { type Handler, on, serve } from '../shared/http/serve.ts';
import { blockThenKick, mustLimitUsers } from '../shared/kicks/block-then-kick.ts';
import type { Rights } from '../shared/rights/rights.ts';
import type { RevokeTokens } from './revoke-tokens.ts';

export function createHandler(
  keys: () => Promise<AblyKeys>,
  revoke: RevokeTokens,
  block: BlockUser,
  now: () => number,
  rights: Rights<AblyRights>,
): Handler {
  return serve(
    [
      on(
        ablyRevokeTokensRoute,
        async (_query, { body, chosen }) => {
          const { user, clientId = user } = body;
          if (!v.is(ClientIdInBody, clientId)) {
            throw new ApiError('invalid_request', 'clientId is required: no client can be called as this user is');
          }
          chosen({ clientId });
          const appliesAt = await blockThenKick(body, rights, block, async () => revoke(await keys(), clientId));
          return { blocked: true as const, appliesAt: new Date(appliesAt).toISOString() };
        },
        (_query, { body: { user, clientId = user }, rights: own }) => {
          mustLimitUsers(own, 'clientIds');
          return {
            // The user, too: otherwise who may revoke the tokens of some could block anybody.
            clientIds: [clientId, user],
            channels: undefined,
            operations: undefined,
            lifetimeSeconds: undefined,
          };
        },
      ),
    ],
    now,
    rights,
  );
}
