import { ApiError } from '../../api/errors.ts';
import type { CreatePublishToken, CreateSubscribeToken } from './contract/create-token.ts';
import { NAMES_ITS_STREAMS, namesItsStreams, type StreamEntry } from './contract/stream-names.ts';
import type { MillicastOptions } from './options.ts';

type CreateToken = CreatePublishToken | CreateSubscribeToken;

/** The body for Millicast that creates a publish token: the caller's settings, the stage's defaults and limits. */
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
  // allowedIpAddresses and bindIpsOnUsage exclude each other. If the caller sets one, the stage's default for the other
  // isn't used.
  const saysAddresses = said.allowedIpAddresses !== undefined || said.bindIpsOnUsage !== undefined;
  return {
    ...(allowedOrigins.length > 0 && { allowedOrigins }),
    ...(!saysAddresses && allowedIpAddresses.length > 0 && { allowedIpAddresses }),
    ...(!saysAddresses && bindIpsOnUsage > 0 && { bindIpsOnUsage }),
    ...said,
    ...lifetime(expires, options),
  };
}

/**
 * Without `expires` Millicast makes a token that never ends, so it is always sent, unless the caller asks for "never".
 */
function lifetime(
  expires: CreateToken['expires'],
  { maxLifetimeSeconds, allowEndlessTokens }: MillicastOptions,
): { readonly expires?: number } {
  if (expires !== 'never') return { expires: Math.min(expires ?? maxLifetimeSeconds, maxLifetimeSeconds) };
  if (allowEndlessTokens) return {};
  throw new ApiError('not_allowed', 'expires is "never": this stage does not allow tokens without an end');
}
