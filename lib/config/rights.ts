import * as v from 'valibot';
import { type Audience, mayUse, type Provider, providers, type Route } from '../../api/route.ts';
import { AGORA_CHARSET, roles, tokenVersions } from '../../lambda/agora/contract.ts';
import { MAX_LIFETIME_SECONDS } from '../../lambda/shared/rights/lifetime.ts';
import { routeName } from '../../lambda/shared/rights/rights.ts';
import { section, wholeNumberOf } from '../../lambda/shared/settings/options.ts';

/** An empty list would be a right to nothing, which is more likely a slip: `disabled` says that better. */
function listOf<const T extends v.GenericSchema>(item: T, names: string) {
  return v.pipe(
    v.array(item, `a list of ${names}`),
    v.minLength(1, `at least one of ${names}`),
    v.maxLength(100, `100 ${names} at most`),
  );
}

/** A section that limits something. */
function limiting<const E extends v.ObjectEntries>(entries: E) {
  return v.pipe(
    section(entries),
    v.check(
      (given) => Object.values(given).some((value) => value !== undefined),
      `at least one of ${Object.keys(entries).join(', ')}`,
    ),
  );
}

const STREAM_PATTERN = 'a stream’s name, in which * stands for any characters';

const StreamPattern = v.pipe(
  v.string(STREAM_PATTERN),
  v.minLength(1, STREAM_PATTERN),
  v.maxLength(128, STREAM_PATTERN),
);

const PATTERN = 'a channel’s name, in which * stands for any characters';

const ChannelPattern = v.pipe(
  v.string(PATTERN),
  v.check((text) => text !== '' && AGORA_CHARSET.test(text.replaceAll('*', '')), PATTERN),
  v.maxLength(128, PATTERN),
);

/** What can be limited of a provider's tokens, by the names that the functions' rights have for it. */
const providerRights = {
  agora: v.optional(
    limiting({
      /** Of /access_token; a token of /rtm_token names no channel. */
      channels: v.optional(listOf(ChannelPattern, 'channel patterns')),
      /** Of /access_token. */
      roles: v.optional(listOf(v.picklist(roles, roles.join(' or ')), 'roles')),
      versions: v.optional(listOf(v.picklist(tokenVersions, "'006' or '007'"), 'versions')),
    }),
  ),
  millicast: v.optional(
    limiting({
      /** Of viewer tokens, and of the tokens that the caller makes, sees, changes and deletes. */
      streams: v.optional(listOf(StreamPattern, 'stream patterns')),
    }),
  ),
} as const satisfies Partial<Record<Provider, v.GenericSchema>>;

/** What of its audience's routes is a caller's. What isn't named isn't limited. */
export const RightsConfig = limiting({
  providers: v.optional(listOf(v.picklist(providers, `one of ${providers.join(', ')}`), 'providers')),
  /** `/path` for all its methods, or `METHOD /path`. */
  routes: v.optional(listOf(v.string('a route, such as /access_token or GET /access_token'), 'routes')),
  ...providerRights,
  maximumLifetimeSeconds: v.optional(wholeNumberOf('seconds', 1, MAX_LIFETIME_SECONDS)),
});
export type RightsConfig = v.InferOutput<typeof RightsConfig>;

/** What decides about a caller's rights. */
export interface RightsHolder {
  readonly audience: Audience;
  readonly rights?: RightsConfig | undefined;
}

/** The routes that are the caller's. The contract of its audience always is: no token comes out of it. */
export function routesOf({ audience, rights = {} }: RightsHolder, routes: readonly Route[]): Route[] {
  return routes.filter(
    (route) =>
      mayUse(audience, route.audience) &&
      (route.provider === undefined ||
        ((rights.providers?.includes(route.provider) ?? true) &&
          (rights.routes?.some((name) => isNameOf(name, route)) ?? true))),
  );
}

/** The part of a caller's rights that is in this provider's own terms. */
export function rightsOver(provider: Provider, rights: RightsConfig | undefined) {
  const own: Partial<Record<Provider, object>> = rights ?? {};
  return own[provider];
}

export function isNameOf(name: string, route: Route): boolean {
  return name === route.path || name === routeName(route);
}
