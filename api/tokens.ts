import * as v from 'valibot';

export const ExpiresAt = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.description('When the token ends (ISO 8601, UTC): ask for the next one before.'),
);

export const TokenText = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.description('Hand it to the provider’s SDK; keep it out of logs.'),
);

export const VendedToken = v.strictObject({
  token: TokenText,
  expiresAt: ExpiresAt,
});
export type VendedToken = v.InferOutput<typeof VendedToken>;
