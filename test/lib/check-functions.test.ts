import { describe, expect, it } from 'vitest';
import { agora } from '../../lambda/agora/provider.ts';
import { millicast } from '../../lambda/millicast/provider.ts';
import { momento } from '../../lambda/momento/provider.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { checkFunctions } from '../../lib/config/check-provider-list.ts';

/** What a descriptor may say, past the types of the one that it is made of. */
const changed = (provider: object, change: object) => ({ ...provider, ...change }) as ProviderDescriptor;

describe('a provider’s functions', () => {
  it.each([
    [
      'a route that none answers',
      changed(millicast, { functions: [millicast.functions[0]] }),
      'provider millicast: no function answers its client routes, such as /viewer_token',
    ],
    [
      'a function without a route',
      changed(agora, { functions: [{ ...agora.functions[0], audiences: ['client', 'admin'] }] }),
      'provider agora: agora answers admin routes, but there are none',
    ],
    [
      'two functions for one route',
      changed(momento, { functions: [...momento.functions, { ...agora.functions[0], folder: 'other' }] }),
      'provider momento: momento and other both answer its client routes; one must',
    ],
    ['no function', changed(agora, { functions: [] }), 'no function answers its client routes, such as /access_token'],
  ])('end the synthesis where there is %s', (_what, provider, message) => {
    expect(() => checkFunctions(provider)).toThrow(message);
  });
});
