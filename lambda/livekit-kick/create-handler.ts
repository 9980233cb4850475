import * as v from 'valibot';
import { ApiError } from '../../api/errors.ts';
import { askedNothing } from '../livekit/asked-nothing.ts';
import { livekitRemoveParticipantRoute, type livekitRights } from '../livekit/contract.ts';
import type { LiveKitKeys } from '../livekit/keys.ts';
import { liveKitName } from '../livekit/names.ts';
import type { BlockUser } from '../shared/denied-users/block-user.ts';
import { type Handler, on, serve } from '../shared/http/serve.ts';
import { blockThenKick, mustLimitUsers } from '../shared/kicks/block-then-kick.ts';
import type { Rights } from '../shared/rights/rights.ts';
import type { RemoveParticipant } from './remove-participant.ts';

const Identity = liveKitName();

export function createHandler(
  keys: () => Promise<LiveKitKeys>,
  remove: RemoveParticipant,
  block: BlockUser,
  now: () => number,
  rights: Rights<typeof livekitRights>,
): Handler {
  return serve(
    [
      on(
        livekitRemoveParticipantRoute,
        async (_query, { body, chosen }) => {
          const { room, user, identity = user } = body;
          if (!v.is(Identity, identity)) {
            throw new ApiError('invalid_request', 'identity is required: no participant can be called as this user is');
          }
          chosen({ identity });
          const removed = await blockThenKick(body, rights, block, async () => remove(await keys(), room, identity));
          return { blocked: true as const, removed };
        },
        (_query, { body: { room, user, identity = user }, rights: own }) => {
          mustLimitUsers(own, 'identities');
          // The user, too: otherwise who may remove some identities could block anybody.
          return { ...askedNothing, rooms: room, identities: [identity, user] };
        },
      ),
    ],
    now,
    rights,
  );
}
