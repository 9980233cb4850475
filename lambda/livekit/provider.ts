import * as v from 'valibot';
import { OPAQUE_KEY } from '../shared/providers/key.ts';
import { defineProvider, type UrlForm } from '../shared/providers/provider.ts';
import { section } from '../shared/settings/options.ts';
import { exampleWithin, livekitEndpointRoute, livekitRights, livekitTokenRoute } from './contract.ts';
import { LiveKitKeys, SECRET_LENGTH } from './keys.ts';
import { isServerUrl, LiveKitOptions, LiveKitUrl, URL_VARIABLE } from './options.ts';
import { rightsFaults } from './rights-faults.ts';

const FOUND = 'LiveKit Cloud, Settings, API keys; or `keys` in the server’s configuration';

/** A server on the own machine has no certificate. */
const serverUrl: UrlForm = {
  called: 'URL that starts with wss://, https://, ws:// or http://',
  fits: (text) => isServerUrl(text, ['wss', 'https', 'ws', 'http']),
};

export const livekit = defineProvider({
  id: 'livekit',
  title: 'LiveKit',
  routes: [livekitTokenRoute, livekitEndpointRoute],
  configuration: section({
    url: v.pipe(LiveKitUrl, v.description('The LiveKit server that clients are told to connect to: `wss://…`.')),
    ...LiveKitOptions.entries,
  }),
  examples: ({ grants }) => ({ [livekitTokenRoute.name]: exampleWithin(grants) }),
  rights: livekitRights,
  rightsFaults: ({ only }, options) => rightsFaults(only, options),
  isRemote: false,
  functions: [
    {
      folder: 'livekit',
      construct: 'LiveKit',
      does: 'vends LiveKit tokens',
      audiences: ['client'],
      secret: {
        owner: 'LiveKit',
        title: 'LiveKit',
        schema: LiveKitKeys,
        keys: {
          apiKey: {
            variable: 'LIVEKIT_API_KEY',
            description: 'an API key',
            found: FOUND,
            expected: OPAQUE_KEY,
          },
          apiSecret: {
            variable: 'LIVEKIT_API_SECRET',
            description: 'the API key’s secret',
            found: FOUND,
            expected: OPAQUE_KEY,
            warning: ({ length }) =>
              length < SECRET_LENGTH
                ? `has fewer than ${SECRET_LENGTH} characters: whoever has a token can try to guess it; make a longer one`
                : undefined,
          },
        },
      },
      url: {
        variable: URL_VARIABLE,
        of: ({ url }) => url,
        description: 'Another URL to tell clients than the stage’s configuration says.',
        formOf: () => serverUrl,
      },
      options: ({ url: _, ...options }) => options,
    },
  ],
});
