import * as v from 'valibot';
import { identifier } from '../../../api/names.ts';
import { ExpireTime, query } from '../../../api/query.ts';
import type { Route } from '../../../api/route.ts';
import { VendedToken } from '../../../api/tokens.ts';
import { millicastRights } from './rights.ts';

const LENGTH = 'streamName must have 1 to 128 characters';

export const ViewerTokenQuery = query({
  streamName: v.pipe(
    v.string(),
    v.check((text) => text.trim() !== '', LENGTH),
    v.minLength(1, LENGTH),
    v.maxLength(128, LENGTH),
    // A self-signed token is for one stream. A name that looks like a pattern is a mistake or an attack.
    v.regex(/^[^*+?^$()[\]{}|\\]*$/, 'streamName must be the name of one stream: patterns are not vended'),
    v.description('The stream to watch.'),
  ),
  trackingId: v.optional(
    v.pipe(
      identifier(128, 'trackingId'),
      v.examples(['ada']),
      v.description(
        'Whose token it is, for Millicast’s analytics. Default: none, or the caller’s name where the stage has `trackCaller`.',
      ),
    ),
  ),
  expireTime: v.optional(ExpireTime),
});
export type ViewerTokenQuery = v.InferOutput<typeof ViewerTokenQuery>;

export const viewerTokenRoute = {
  name: 'millicastViewer',
  method: 'GET',
  path: '/viewer_token',
  example: '/viewer_token?streamName=test',
  audience: 'client',
  provider: 'millicast',
  rights: millicastRights,
  user: { term: 'trackingIds', field: 'trackingId' },
  audit: { kind: 'viewer', subject: ['streamName', 'trackingId'], vends: true },
  title: 'Millicast viewer',
  summary: 'A Millicast token to watch one stream with: signed here, with no call to Millicast.',
  query: ViewerTokenQuery,
  response: VendedToken,
  failures: ['not_configured', 'unavailable'],
} as const satisfies Route;
