import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleSize } from '../../bench/bundle-size.ts';
import { providerFunctions } from '../../bench/provider-functions.ts';
import { momento } from '../../lambda/momento/provider.ts';
import { providers } from '../../lambda/providers.ts';
import { PROJECTS_FILE } from '../../lambda/shared/projects/projects-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('has a request to measure for every function of every provider, but for those that end sessions', async () => {
  const benched = await providerFunctions();
  expect(benched.map(({ id }) => id)).toEqual(
    providers.flatMap(({ functions }) =>
      functions.filter(({ kicks }) => kicks === undefined).map(({ folder }) => folder),
    ),
  );
});

it('has a budget for each bundle, with room for the entry that chooses a project where the stage has some', async () => {
  const kilobytes = async (projects?: object) => {
    const [first] = await providerFunctions([momento], { momento: projects ? { projects } : {} });
    return first?.kilobytes;
  };
  expect([await kilobytes(), await kilobytes({ eu: {} })]).toEqual([200, 203]);
});

it('counts in a bundle all but the options of projects', () => {
  const folder = temporaryFolder('bundle');
  writeFileSync(join(folder, 'index.mjs'), '0'.repeat(10));
  writeFileSync(join(folder, PROJECTS_FILE), '{}');
  expect(bundleSize(folder).raw).toBe(10);
});

it('names the file that must say how to ask a function without a GET', async () => {
  const routes = momento.routes.map((route) => ({ ...route, method: 'POST' }));
  await expect(providerFunctions([{ ...momento, routes } as unknown as typeof momento])).rejects.toThrow(
    'lambda/momento/bench/measured.ts must name a request, with its body',
  );
});
