import { expect, it } from 'vitest';
import { providerFunctions } from '../../bench/provider-functions.ts';
import { momento } from '../../lambda/momento/provider.ts';
import { providers } from '../../lambda/providers.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';

it('has a request to measure for every function of every provider', async () => {
  const benched = await providerFunctions();
  expect(benched.map(({ id }) => id)).toEqual(
    providers.flatMap(({ functions }) => functions.map(({ folder }) => folder)),
  );
});

it('names the file that must say how to ask a function without a GET', async () => {
  const routes = momento.routes.map((route) => ({ ...route, method: 'POST' }));
  await expect(providerFunctions([{ ...momento, routes } as unknown as ProviderDescriptor])).rejects.toThrow(
    'lambda/momento/bench/measured.ts must name a request, with its body',
  );
});
