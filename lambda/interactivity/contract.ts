import * as v from 'valibot';
import { query, Renew } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import { noTerms } from '../../api/terms.ts';
import { ExpiresAt } from '../../api/tokens.ts';

export const InteractivityToken = v.strictObject({
  token_type: v.string(),
  access_token: v.pipe(v.string(), v.nonEmpty()),
  refresh_token: v.optional(v.string()),
  expires_in: v.pipe(
    v.number(),
    v.integer(),
    v.description('Seconds left; the token is shared, so this is less than its whole lifetime.'),
  ),
  expiresAt: ExpiresAt,
});
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
