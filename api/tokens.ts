import * as v from 'valibot';
import { named } from './named.ts';

export const ExpiresAt = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.examples(['2026-01-01T12:00:00.000Z']),
  v.description('When the token ends (ISO 8601, UTC): ask for the next one before.'),
);

export const TokenText = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.examples(['eyJhbGciOiJIUzI1NiJ9…']),
  v.description('Hand it to the provider’s SDK; keep it out of logs.'),
);

export const VendedToken = v.pipe(
  v.strictObject({ token: TokenText, expiresAt: ExpiresAt }),
  named('VendedToken'),
  v.description('A token, and when it ends.'),
);
export type VendedToken = v.InferOutput<typeof VendedToken>;
