import * as v from 'valibot';
import { section } from '../shared/settings/options.ts';
import { isIceUrl, isOpenPort, isTurn, MOST_URLS } from './ice-url.ts';
import { SHORTEST_SHARED_SECONDS, TurnOptions } from './options.ts';

const ONE = 'a STUN or TURN URL without credentials, such as turn:turn.example.com:3478?transport=udp';
const LIST = 'a list of STUN and TURN URLs, such as turn:turn.example.com:3478';
const PORT = 'a port that browsers ask at: 80, 443, or one from 1024 on';

/** The URLs of TURN servers that this stage has the secret of, and of STUN servers beside them. */
const IceUrls = v.pipe(
  v.array(
    v.pipe(
      v.string(ONE),
      v.check((text) => isIceUrl(text), ONE),
      v.check((text) => !isIceUrl(text) || isOpenPort(text), PORT),
    ),
    LIST,
  ),
  v.maxLength(MOST_URLS, `${MOST_URLS} URLs at most`),
);

/** How a stage vends TURN credentials. */
export const TurnConfiguration = v.pipe(
  section({
    kind: v.pipe(
      TurnOptions.entries.kind,
      v.description(
        'Where credentials come from. `shared-secret`: they are made here, for your own servers (coturn, eturnal, pion). `cloudflare`, `twilio`: the provider is asked for them.',
      ),
    ),
    urls: v.optional(
      v.pipe(
        IceUrls,
        v.description(
          'The URLs of your servers, `turn:` or `turns:`, and `stun:` ones beside them. Only for `shared-secret`.',
        ),
      ),
      [],
    ),
    lifetime: TurnOptions.entries.lifetime,
  }),
  v.forward(
    v.check(
      ({ kind, urls }) => kind !== 'shared-secret' || urls.some(isTurn),
      'at least one turn: or turns: URL, since the credentials are for these',
    ),
    ['urls'],
  ),
  v.forward(
    v.check(({ kind, urls }) => kind === 'shared-secret' || urls.length === 0, 'none: the provider says its own'),
    ['urls'],
  ),
  v.forward(
    v.check(
      ({ kind, lifetime }) => kind === 'shared-secret' || lifetime.default >= SHORTEST_SHARED_SECONDS,
      `a default of at least ${SHORTEST_SHARED_SECONDS} seconds where the provider is asked`,
    ),
    ['lifetime'],
  ),
);
export type TurnConfiguration = v.InferOutput<typeof TurnConfiguration>;
