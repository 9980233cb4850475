import { expect, it } from 'vitest';
import { zoom } from '../../../lambda/zoom/provider.ts';
import { filledKeys } from '../../support/filled-keys.ts';

const filledWith = (sdkSecret: string) => filledKeys(zoom, { ZOOM_SDK_KEY: 'devkey', ZOOM_SDK_SECRET: sdkSecret });

it('stores a secret of fewer than 32 characters with a warning', async () => {
  const short = 'x'.repeat(31);
  const { stored, warnings } = await filledWith(short);
  expect(stored).toEqual([JSON.stringify({ sdkKey: 'devkey', sdkSecret: short })]);
  expect(warnings).toEqual([expect.stringMatching(/^Warning: sdkSecret has fewer than 32 characters/)]);
  expect(warnings[0]).not.toContain(short);
});

it('has nothing to say of one that is long enough', async () => {
  expect((await filledWith('x'.repeat(32))).warnings).toEqual([]);
});
