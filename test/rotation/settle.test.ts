import { expect, it } from 'vitest';
import { REREAD_MS as PASSWORDS_REREAD_MS } from '../../edge-auth/passwords.ts';
import { REREAD_MS as ORIGIN_SECRET_REREAD_MS } from '../../lambda/authorizer/origin-secret.ts';
import { SETTLE_SECONDS } from '../../lambda/shared/rotation/rotation.ts';
import { RETRY_MS } from '../../lambda/shared/secrets/cached.ts';
import { FROM_AFAR } from '../../lambda/shared/secrets/read-times.ts';

it('a rotation waits longer than a reading that has just missed the pending value is taken for good', () => {
  const longestMs = Math.max(PASSWORDS_REREAD_MS, ORIGIN_SECRET_REREAD_MS, RETRY_MS);
  expect(SETTLE_SECONDS * 1000).toBeGreaterThan(longestMs + FROM_AFAR.deadlineMs);
});
