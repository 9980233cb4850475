import * as v from 'valibot';
import { named } from '../../api/named.ts';
import { query, Renew } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import { noTerms } from '../../api/terms.ts';
import { ExpiresAt, TokenText } from '../../api/tokens.ts';

export const InteractivityToken = v.pipe(
  v.strictObject({
    token_type: v.pipe(v.string(), v.examples(['Bearer'])),
    access_token: TokenText,
    refresh_token: v.optional(v.string()),
    expires_in: v.pipe(
      v.number(),
      v.integer(),
      v.examples([7_000]),
      v.description('Seconds left; the token is shared, so this is less than its whole lifetime.'),
    ),
    expiresAt: ExpiresAt,
  }),
  named('InteractivityToken'),
);
export type InteractivityToken = v.InferOutput<typeof InteractivityToken>;

export const interactivityTokenRoute = {
  name: 'interactivity',
  method: 'GET',
  path: '/token',
  example: '/token',
  audience: 'client',
  provider: 'interactivity',
  rights: noTerms,
  // The token is for the application, not for a user or a channel.
  audit: { kind: 'interactivity', subject: ['renew'], vends: true },
  // OAuth’s name for it (RFC 6749, 5.1).
  tokenField: 'access_token',
  summary: 'A Dolby.io Interactivity (Communications) client access token.',
  query: query({ renew: Renew }),
  response: InteractivityToken,
  failures: ['provider_refused', 'provider_failed', 'not_configured', 'unavailable', 'provider_timeout'],
} as const satisfies Route;
