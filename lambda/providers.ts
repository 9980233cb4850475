import { agora } from './agora/provider.ts';
import { interactivity } from './interactivity/provider.ts';
import { millicast } from './millicast/provider.ts';
import { momento } from './momento/provider.ts';
import type { ProviderDescriptor } from './shared/providers/provider.ts';

/** Every provider there is: the one list of them. docs/adding-a-provider.md tells what a line here takes. */
const list = [agora, interactivity, momento, millicast] as const;

type Listed = (typeof list)[number];
export type ProviderId = Listed['id'];

/** Any provider's route, with its own name, path and schemas. */
export type ProviderRoute = Listed['routes'][number];

/** What each provider is configured with, by its id: as it is written, and as it is with its defaults. */
export type ProviderSchemas = { readonly [P in Listed as P['id']]: P['configuration'] };

/** What each provider's rights can limit, by its id. */
export type ProviderTerms = { readonly [P in Listed as P['id']]: P['rights'] };

export const providers: readonly ProviderDescriptor<ProviderId>[] = list;

export function isProviderId(id: string | undefined): id is ProviderId {
  return providers.some((provider) => provider.id === id);
}

export function providerOf(id: ProviderId): ProviderDescriptor<ProviderId> {
  return providers.find((provider) => provider.id === id) as ProviderDescriptor<ProviderId>;
}
