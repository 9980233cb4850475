import { ably } from './ably/provider.ts';
import { agora } from './agora/provider.ts';
import { daily } from './daily/provider.ts';
import { interactivity } from './interactivity/provider.ts';
import { ivs } from './ivs/provider.ts';
import { livekit } from './livekit/provider.ts';
import { millicast } from './millicast/provider.ts';
import { momento } from './momento/provider.ts';
import type { ProviderDescriptor } from './shared/providers/provider.ts';
import { turn } from './turn/provider.ts';
import { twilio } from './twilio/provider.ts';
import { zoom } from './zoom/provider.ts';

/** The one list of all providers. docs/adding-a-provider.md says what a new one needs. */
const list = [agora, interactivity, momento, millicast, livekit, turn, ivs, twilio, ably, daily, zoom] as const;

type Listed = (typeof list)[number];
export type ProviderId = Listed['id'];

/** The type of any provider's route, with its own name, path and schemas. */
export type ProviderRoute = Listed['routes'][number];

/**
 * The schema of each provider's configuration, by its id. Its input is what is written, its output has the defaults.
 */
export type ProviderSchemas = { readonly [P in Listed as P['id']]: P['configuration'] };

/** What each provider's rights can limit, by its id. */
export type ProviderTerms = { readonly [P in Listed as P['id']]: P['rights'] };

export const providers: readonly ProviderDescriptor<ProviderId>[] = list;

export function isProviderId(id: string | undefined): id is ProviderId {
  return providers.some((provider) => provider.id === id);
}

/** The provider that a function is of, by the function's id; undefined for one that is of none. */
export function providerOfFunction(id: string | undefined): ProviderId | undefined {
  return providers.find(({ functions }) => functions.some(({ folder }) => folder === id))?.id;
}

export function providerOf(id: ProviderId): ProviderDescriptor<ProviderId> {
  return providers.find((provider) => provider.id === id) as ProviderDescriptor<ProviderId>;
}
