import { ApiError } from '../../api/errors.ts';
import { isCellHost } from './cell-host.ts';
import { readApiKey } from './keys.ts';

/** Where Momento's services are, as origins, and what they are sent to know us by. */
export interface Address {
  readonly tokens: string;
  readonly caches: string;
  readonly credential: string;
}

/**
 * @param endpoint a URL, or '' where the API key contains it. `https:` is a cell of Momento; `http:` is a server on this
 *   machine that has all services of Momento.
 * @throws ApiError `not_configured` when neither the key nor the endpoint says where Momento is, or the endpoint can't be.
 */
export function addressOf(apiKey: string, endpoint: string): Address {
  const { credential, endpoint: contained } = readApiKey(apiKey);
  if (endpoint !== '') {
    const { protocol, host, origin } = new URL(endpoint);
    if (protocol === 'https:') return { ...cell(host), credential };
    // momento-local needs no key, and a v2 key is only sent to endpoints of Momento.
    return { tokens: origin, caches: origin, credential: contained === undefined ? '' : credential };
  }
  if (contained !== undefined) return { ...cell(contained), credential };
  throw new ApiError('not_configured', 'Momento is not configured: with a v2 API key the stage must name its endpoint');
}

function cell(host: string): Pick<Address, 'tokens' | 'caches'> {
  if (!isCellHost(host)) {
    throw new ApiError('not_configured', 'Momento is not configured: its endpoint is no host of Momento');
  }
  return { tokens: `https://token.${host}`, caches: `https://cache.${host}` };
}
