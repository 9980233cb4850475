import * as v from 'valibot';
import { OPAQUE_KEY } from '../shared/providers/key.ts';
import { defineProvider } from '../shared/providers/provider.ts';
import { HttpsUrl, section } from '../shared/settings/options.ts';
import { ViewerTokenOptions } from '../viewer-token/options.ts';
import { ParentToken } from '../viewer-token/parent-token.ts';
import { onAirRoutes, publishTokenRoutes, subscribeTokenRoutes } from './contract/management-routes.ts';
import { millicastRights } from './contract/rights.ts';
import { tutorialRoutes } from './contract/tutorial-routes.ts';
import { viewerTokenRoute } from './contract/viewer-token-route.ts';
import { MillicastKeys } from './keys.ts';
import { API_URL_VARIABLE, MillicastOptions } from './options.ts';

export const millicast = defineProvider({
  id: 'millicast',
  title: 'Millicast',
  routes: [
    viewerTokenRoute,
    ...Object.values(publishTokenRoutes),
    ...Object.values(onAirRoutes),
    ...Object.values(subscribeTokenRoutes),
    ...Object.values(tutorialRoutes),
  ],
  configuration: section({
    apiUrl: v.optional(
      v.pipe(HttpsUrl, v.description('Where tokens are managed: all paths of the API are below this.')),
      'https://api.millicast.com',
    ),
    ...MillicastOptions.entries,
    viewer: v.optional(ViewerTokenOptions, {}),
  }),
  rights: millicastRights,
  isRemote: true,
  functions: [
    {
      folder: 'millicast',
      construct: 'Millicast',
      constructOfFunction: 'Tokens',
      does: 'manages Millicast tokens',
      audiences: ['admin'],
      secret: {
        owner: 'Millicast',
        title: 'Millicast',
        schema: MillicastKeys,
        keys: {
          apiSecret: {
            variable: 'MILLICAST_API_SECRET',
            description: 'the account’s API secret',
            found: 'Dolby.io dashboard, Streaming, Settings, Security',
            expected: OPAQUE_KEY,
          },
        },
      },
      url: { variable: API_URL_VARIABLE, of: ({ apiUrl }) => apiUrl },
      // For a caller with limits it makes two calls: it reads the token, then changes it.
      timeoutSeconds: 20,
      // docs/decisions/0007 says what in its 23 routes takes so much space.
      bundleBytes: 232_000,
      options: ({ apiUrl: _, viewer: __, ...options }) => options,
    },
    // A separate function with its own secret, because it serves clients: it must not be able to read the API secret.
    {
      folder: 'viewer-token',
      construct: 'MillicastViewer',
      does: 'vends Millicast viewer tokens',
      audiences: ['client'],
      secret: {
        owner: 'MillicastViewer',
        title: 'Millicast’s parent token for viewers',
        schema: ParentToken,
        madeBy: 'create-parent',
      },
      options: ({ viewer }) => viewer,
    },
  ],
});
