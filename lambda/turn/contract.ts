import * as v from 'valibot';
import { named } from '../../api/named.ts';
import { ExpireTime, query, Renew } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import type { Terms } from '../../api/terms.ts';
import { ExpiresAt } from '../../api/tokens.ts';

/**
 * Names that every client and server writes alike: beyond ASCII, some normalize a name before they compute with it. A colon
 * ends the time before it.
 */
const USER_CHARSET = /^[A-Za-z0-9._~@+=|-]*$/;

const USER = 'userId must be 1 to 128 letters, digits and ._~@+=|- only';

/** What rights can limit of TURN credentials. */
export const turnRights = {
  users: {
    kind: 'names',
    called: 'user',
    listed: 'user patterns',
    expected: 'a user’s name, in which * stands for any characters',
    charset: USER_CHARSET,
    parameter: 'userId',
    description: 'Credentials for these users. `*` stands for any characters, and the whole name must match.',
  },
} as const satisfies Terms;

export const IceServersQuery = query({
  userId: v.optional(
    v.pipe(
      v.string(),
      v.regex(USER_CHARSET, USER),
      v.minLength(1, USER),
      v.maxLength(128, USER),
      v.examples(['ada']),
      v.description('The user, for the server’s logs and quotas. Default: the caller’s name.'),
    ),
  ),
  expireTime: v.optional(ExpireTime),
  renew: Renew,
});
export type IceServersQuery = v.InferOutput<typeof IceServersQuery>;

/** Of WebRTC: https://www.w3.org/TR/webrtc/#rtciceserver-dictionary */
export const IceServer = v.pipe(
  v.strictObject({
    urls: v.pipe(v.array(v.string()), v.nonEmpty(), v.examples([['turn:turn.example.com:3478']])),
    username: v.optional(v.pipe(v.string(), v.examples(['1767268800:ada']))),
    credential: v.optional(v.pipe(v.string(), v.examples(['6bvVdBV…']))),
  }),
  named('IceServer'),
);
export type IceServer = v.InferOutput<typeof IceServer>;

export const IceServers = v.pipe(
  v.strictObject({
    iceServers: v.pipe(
      v.array(IceServer),
      v.nonEmpty(),
      v.description('Hand it to `new RTCPeerConnection({ iceServers })`; keep it out of logs.'),
    ),
    expiresAt: ExpiresAt,
  }),
  named('IceServers'),
);
export type IceServers = v.InferOutput<typeof IceServers>;

export const iceServersRoute = {
  name: 'iceServers',
  method: 'GET',
  path: '/ice_servers',
  example: '/ice_servers',
  audience: 'client',
  provider: 'turn',
  rights: turnRights,
  user: { term: 'users', field: 'userId' },
  audit: { kind: 'turn', subject: ['userId', 'renew'], vends: true },
  title: 'ICE servers',
  // WebRTC’s name for what it is handed to.
  tokenField: 'iceServers',
  summary: 'STUN and TURN servers for WebRTC, with a credential that ends.',
  query: IceServersQuery,
  response: IceServers,
  failures: ['provider_refused', 'provider_failed', 'not_configured', 'unavailable', 'provider_timeout'],
} as const satisfies Route;
