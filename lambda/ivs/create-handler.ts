import { type Handler, on, serve } from '../shared/http/serve.ts';
import { cachedByKeys } from '../shared/providers/cached-by-keys.ts';
import { atMost } from '../shared/rights/lifetime.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { type ivsRights, ivsTokenRoute } from './contract.ts';
import type { IvsKeys } from './keys.ts';
import type { IvsOptions } from './options.ts';
import { participantToken, stageOf } from './participant-token.ts';
import { signerOf } from './signer.ts';

/** @param newId makes a participant's id. */
export function createHandler(
  keys: () => Promise<IvsKeys>,
  options: IvsOptions,
  now: () => number,
  newId: () => string,
  rights: Rights<typeof ivsRights>,
): Handler {
  // A key is imported once: that takes as long as several signatures.
  const signer = cachedByKeys(keys, (current) => signerOf(current, options));
  return serve(
    [
      on(
        ivsTokenRoute,
        async (query, { maximumLifetimeSeconds }) => {
          const lifetime = atMost(maximumLifetimeSeconds, options.lifetime);
          return participantToken(await signer(), query, { ...options, lifetime }, newId(), now());
        },
        ({ stage, userId, publish, subscribe, attributes, expireTime }) => ({
          stages: stage,
          userIds: userId,
          publish: publish === 'true',
          subscribe: subscribe === 'true',
          attributes: attributes !== undefined,
          lifetimeSeconds: expireTime,
        }),
        ({ stage }) => void stageOf(options.stages, stage),
      ),
    ],
    now,
    rights,
  );
}
