import { expect, it } from 'vitest';
import { livekit } from '../../../lambda/livekit/provider.ts';
import { filledKeys } from '../../support/filled-keys.ts';

const filledWith = (apiSecret: string) =>
  filledKeys(livekit, { LIVEKIT_API_KEY: 'devkey', LIVEKIT_API_SECRET: apiSecret });

it('stores a secret of fewer than 32 characters with a warning', async () => {
  const short = 'x'.repeat(31);
  const { stored, warnings } = await filledWith(short);
  expect(stored).toEqual([JSON.stringify({ apiKey: 'devkey', apiSecret: short })]);
  expect(warnings).toEqual([expect.stringMatching(/^Warning: apiSecret has fewer than 32 characters/)]);
  expect(warnings[0]).not.toContain(short);
});

it('has nothing to say of one that is long enough', async () => {
  expect((await filledWith('x'.repeat(32))).warnings).toEqual([]);
});
