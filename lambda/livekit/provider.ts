import * as v from 'valibot';
import { OPAQUE_KEY } from '../shared/providers/key.ts';
import { defineProvider, type UrlForm } from '../shared/providers/provider.ts';
import { section } from '../shared/settings/options.ts';
import {
  exampleWithin,
  livekitEndpointRoute,
  livekitRemoveParticipantRoute,
  livekitRights,
  livekitTokenRoute,
} from './contract.ts';
import { LiveKitKeys, SECRET_LENGTH } from './keys.ts';
import { isServerUrl, LiveKitOptions, LiveKitUrl, SANDBOX_VARIABLE, URL_VARIABLE } from './options.ts';
import { rightsFaults } from './rights-faults.ts';

const FOUND = 'LiveKit Cloud, Settings, API keys; or `keys` in the server’s configuration';

/** A server on the own machine has no certificate. */
const serverUrl: UrlForm = {
  called: 'URL that starts with wss://, https://, ws:// or http://',
  fits: (text) => isServerUrl(text, ['wss', 'https', 'ws', 'http']),
};

const secret = {
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
      warning: ({ length }: string) =>
        length < SECRET_LENGTH
          ? `has fewer than ${SECRET_LENGTH} characters: whoever has a token can try to guess it; make a longer one`
          : undefined,
    },
  },
};

const url = {
  variable: URL_VARIABLE,
  of: ({ url }: { readonly url: string }) => url,
  description: 'Another URL to tell clients than the stage’s configuration says.',
  formOf: () => serverUrl,
};

export const livekit = defineProvider({
  id: 'livekit',
  title: 'LiveKit',
  routes: [livekitTokenRoute, livekitEndpointRoute, livekitRemoveParticipantRoute],
  configuration: section({
    url: v.pipe(LiveKitUrl, v.description('The LiveKit server that clients are told to connect to: `wss://…`.')),
    ...LiveKitOptions.entries,
  }),
  starter: {
    configuration: { url: 'wss://your-project.livekit.cloud' },
    placeholders: { url: 'the URL of your LiveKit server (LiveKit Cloud, Settings, Project URL)' },
  },
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
      secret,
      url,
      options: ({ url: _, ...options }) => options,
    },
    // A function of its own, since clients’ may not change the deny list.
    {
      folder: 'livekit-kick',
      construct: 'LiveKitKick',
      constructOfFunction: 'Kick',
      does: 'removes participants from LiveKit rooms',
      audiences: ['admin'],
      secret,
      url,
      kicks: { sandboxVariable: SANDBOX_VARIABLE },
      // It changes the deny list, which is far away, and then calls LiveKit.
      timeoutSeconds: 20,
      // docs/decisions/0105: it writes a secret, and it calls a provider.
      bundleBytes: 236_000,
      options: () => ({}),
    },
  ],
});
