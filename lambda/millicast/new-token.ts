import { ApiError } from '../../api/errors.ts';
import type { CreatePublishToken, CreateSubscribeToken } from './contract/create-token.ts';
import { NAMES_ITS_STREAMS, namesItsStreams, type StreamEntry } from './contract/stream-names.ts';
import type { MillicastOptions } from './options.ts';

type CreateToken = CreatePublishToken | CreateSubscribeToken;

/** What is asked of Millicast for a new publish token: what the caller said, within what the stage allows. */
export function newPublishToken(asked: CreatePublishToken, options: MillicastOptions): object {
  const { subscribeRequiresAuth } = options.publish;
  return { subscribeRequiresAuth, ...newToken(asked, options.publish, options) };
}

export function newSubscribeToken(asked: CreateSubscribeToken, options: MillicastOptions): object {
  return newToken(asked, options.subscribe, options);
}

/** @throws ApiError `not_allowed` */
export function refuseMatchAll(
  streams: readonly StreamEntry[],
  field: string,
  { allowMatchAll }: MillicastOptions,
): void {
  const at = allowMatchAll ? -1 : streams.findIndex((entry) => !namesItsStreams(entry));
  if (at === -1) return;
  throw new ApiError(
    'not_allowed',
    `${field}.${at}.streamName could match every stream, which this stage does not allow: it ${NAMES_ITS_STREAMS}`,
  );
}

function newToken(
  asked: CreateToken,
  { allowedOrigins, allowedIpAddresses, bindIpsOnUsage }: MillicastOptions['subscribe'],
  options: MillicastOptions,
): object {
  refuseMatchAll(asked.streams, 'streams', options);
  const { expires, ...said } = Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined),
  ) as CreateToken;
  // The two exclude each other: who says anything of one of them wants none of the stage's other.
  const saysAddresses = said.allowedIpAddresses !== undefined || said.bindIpsOnUsage !== undefined;
  return {
    ...(allowedOrigins.length > 0 && { allowedOrigins }),
    ...(!saysAddresses && allowedIpAddresses.length > 0 && { allowedIpAddresses }),
    ...(!saysAddresses && bindIpsOnUsage > 0 && { bindIpsOnUsage }),
    ...said,
    ...lifetime(expires, options),
  };
}

/** Millicast makes a token that never ends where nothing is said, so something always is. */
function lifetime(
  expires: CreateToken['expires'],
  { maxLifetimeSeconds, allowEndlessTokens }: MillicastOptions,
): { readonly expires?: number } {
  if (expires !== 'never') return { expires: Math.min(expires ?? maxLifetimeSeconds, maxLifetimeSeconds) };
  if (allowEndlessTokens) return {};
  throw new ApiError('not_allowed', 'expires is "never": this stage does not allow tokens without an end');
}
