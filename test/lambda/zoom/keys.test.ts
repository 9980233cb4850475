import { expect, it } from 'vitest';
import { keysOf } from '../../../commands/provider-keys.ts';
import { fill } from '../../../commands/secrets/fill.ts';
import { zoom } from '../../../lambda/zoom/provider.ts';

/** What npm run secrets stores and says, given these keys. */
async function filledWith(sdkSecret: string) {
  const stored: string[] = [];
  const said: string[] = [];
  await fill({
    secret: keysOf(zoom),
    secrets: {
      arnOf: async () => 'arn',
      read: async () => expect.fail('nothing needs to be read'),
      write: async (_arn, value) => void stored.push(value),
    },
    environment: { ZOOM_SDK_KEY: 'devkey', ZOOM_SDK_SECRET: sdkSecret },
    ask: async () => expect.fail('all is given'),
    say: (line) => void said.push(line),
    dryRun: false,
  });
  return { stored, warnings: said.filter((line) => line.startsWith('Warning')) };
}

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
