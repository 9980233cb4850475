import { expect } from 'vitest';
import { keysOf } from '../../commands/provider-keys.ts';
import { fill } from '../../commands/secrets/fill.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';

/** What npx stagepass secrets stores, and what it warns of, where the environment gives all keys. */
export async function filledKeys(provider: ProviderDescriptor, environment: Readonly<Record<string, string>>) {
  const stored: string[] = [];
  const said: string[] = [];
  await fill({
    secret: keysOf(provider),
    secrets: {
      arnOf: async () => 'arn',
      read: async () => expect.fail('nothing needs to be read'),
      write: async (_arn, value) => void stored.push(value),
    },
    environment,
    ask: async () => expect.fail('all is given'),
    say: (line) => void said.push(line),
    dryRun: false,
  });
  return { stored, warnings: said.filter((line) => line.startsWith('Warning')) };
}
