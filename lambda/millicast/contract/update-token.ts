import * as v from 'valibot';
import { fields, listOf, optional, TrueOrFalse, text } from '../../../api/body.ts';
import { named } from '../../../api/named.ts';
import {
  allowsAndDenies,
  bindsAndLists,
  GeoCascade,
  Label,
  publishSettings,
  Restreams,
  restrictions,
  Stream,
} from './token-fields.ts';

/**
 * An update in the form of Millicast's API v1: many settings have `update` before the name that they have in a create.
 */
export interface TokenUpdate {
  readonly addTokenStreams?: readonly v.InferOutput<typeof Stream>[];
  readonly removeTokenStreams?: readonly string[];
  readonly updateAllowedIpAddresses?: readonly string[];
  readonly updateBindIpsOnUsage?: number;
  readonly updateAllowedCountries?: readonly string[];
  readonly updateDeniedCountries?: readonly string[];
  readonly record?: boolean;
  readonly clip?: boolean;
}

const bothKinds = {
  label: optional(Label),
  refreshToken: optional(
    v.pipe(TrueOrFalse, v.title('New token string'), v.description('Gives the token a new string; the old one ends.')),
  ),
  isActive: optional(v.pipe(TrueOrFalse, v.title('Active'))),
  addTokenStreams: optional(listOf(Stream, 'objects with a streamName')),
  removeTokenStreams: optional(listOf(text(128), 'stream names')),
  updateAllowedOrigins: restrictions.allowedOrigins,
  updateAllowedIpAddresses: restrictions.allowedIpAddresses,
  updateBindIpsOnUsage: restrictions.bindIpsOnUsage,
  updateOriginCluster: restrictions.originCluster,
  updateAllowedCountries: restrictions.allowedCountries,
  updateDeniedCountries: restrictions.deniedCountries,
  ...restrictions,
};

const example = { label: 'Second camera', addTokenStreams: [{ streamName: 'side' }] };

export const UpdateSubscribeToken = v.pipe(
  fields(bothKinds),
  named('UpdateSubscribeToken'),
  v.examples([example]),
  v.check(saysSomething, 'must hold at least one field to change'),
  v.check(saysNothingTwice, 'must name no setting both with and without update before it'),
  v.transform(inApiForm),
  ...exclusions(),
);

export const UpdatePublishToken = v.pipe(
  fields({
    ...bothKinds,
    ...publishSettings,
    updateGeoCascade: optional(GeoCascade),
    updateRestream: optional(Restreams),
    geoCascade: optional(GeoCascade),
    restream: optional(Restreams),
  }),
  named('UpdatePublishToken'),
  v.examples([example]),
  v.check(saysSomething, 'must hold at least one field to change'),
  v.check(saysNothingTwice, 'must name no setting both with and without update before it'),
  v.transform(inApiForm),
  ...exclusions(),
);

function exclusions() {
  return [
    v.check<TokenUpdate, string>(
      ({ updateBindIpsOnUsage, updateAllowedIpAddresses }) =>
        !bindsAndLists({ bindIpsOnUsage: updateBindIpsOnUsage, allowedIpAddresses: updateAllowedIpAddresses }),
      'must not hold both bindIpsOnUsage and allowedIpAddresses',
    ),
    v.check<TokenUpdate, string>(
      ({ updateAllowedCountries, updateDeniedCountries }) =>
        !allowsAndDenies({ allowedCountries: updateAllowedCountries, deniedCountries: updateDeniedCountries }),
      'must not hold both allowedCountries and deniedCountries',
    ),
    v.check<TokenUpdate, string>(({ record, clip }) => !(record && clip), 'must not hold both record and clip'),
  ] as const;
}

/** Names from a create. Millicast's older guide uses them in updates too, where its API wants `update` before them. */
const PLAIN_NAMES: ReadonlySet<string> = new Set([...Object.keys(restrictions), 'geoCascade', 'restream']);

function apiName(name: string): string {
  return PLAIN_NAMES.has(name) ? `update${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
}

function given(update: object): [string, unknown][] {
  return Object.entries(update).filter(([, value]) => value !== null && value !== undefined);
}

function saysSomething(update: object): boolean {
  return given(update).length > 0;
}

function saysNothingTwice(update: object): boolean {
  const names = given(update).map(([name]) => apiName(name));
  return new Set(names).size === names.length;
}

function inApiForm(update: object): TokenUpdate {
  return Object.fromEntries(given(update).map(([name, value]) => [apiName(name), value]));
}
