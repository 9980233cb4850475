import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { providers } from '../lambda/providers.ts';
import type { FindKeyFault } from '../lambda/shared/providers/key-check.ts';
import { moduleFile, projectRoot } from '../lib/root.ts';

const checking = providers.filter(({ id }) => existsSync(join(projectRoot, 'lambda', id, moduleFile('check-keys'))));

/** By the ids of providers: what finds faults that their keys' schemas don't. */
export const keyChecks: ReadonlyMap<string, FindKeyFault> = new Map(
  await Promise.all(
    checking.map(async ({ id }): Promise<[string, FindKeyFault]> => {
      const { keyFault } = await import(`../lambda/${id}/check-keys.ts`);
      return [id, keyFault];
    }),
  ),
);
