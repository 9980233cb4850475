import { expect, it } from 'vitest';
import { SETTLE_SECONDS } from '../../lambda/shared/rotation/rotation.ts';
import { RETRY_MS } from '../../lambda/shared/secrets/cached.ts';
import { REREAD_MS } from '../../lambda/shared/secrets/current-first.ts';
import { FROM_AFAR } from '../../lambda/shared/secrets/read-times.ts';

it('a rotation waits longer than a reading that has just missed the pending value is taken for good', () => {
  // The current version is read, and then the others.
  const longestMs = Math.max(REREAD_MS, RETRY_MS) + 2 * FROM_AFAR.deadlineMs;
  expect(SETTLE_SECONDS * 1000).toBeGreaterThan(longestMs);
});
