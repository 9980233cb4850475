import * as v from 'valibot';
import { noTerms } from '../../api/terms.ts';
import { OPAQUE_KEY } from '../shared/providers/key.ts';
import { defineProvider } from '../shared/providers/provider.ts';
import { HttpsUrl, section } from '../shared/settings/options.ts';
import { interactivityTokenRoute } from './contract.ts';
import { InteractivityKeys } from './keys.ts';
import { InteractivityOptions, TOKEN_URL_VARIABLE } from './options.ts';

const FOUND = 'Dolby.io dashboard, Media & Communications, Applications, API keys';

export const interactivity = defineProvider({
  id: 'interactivity',
  title: 'Dolby.io Interactivity',
  routes: [interactivityTokenRoute],
  configuration: section({
    tokenUrl: v.optional(
      v.pipe(HttpsUrl, v.description('Where tokens are asked for. Dolby.io has moved this URL before.')),
      'https://session.voxeet.com/v1/oauth2/token',
    ),
    ...InteractivityOptions.entries,
  }),
  rights: noTerms,
  rightsFaults({ maximumLifetimeSeconds = Infinity }, { lifetimeSeconds }) {
    // All callers share one token, so it can't end earlier for one of them.
    if (maximumLifetimeSeconds >= lifetimeSeconds) return [];
    const expected = `at least ${lifetimeSeconds}, the lifetime of interactivity tokens, or rights without interactivity`;
    return [{ path: ['maximumLifetimeSeconds'], expected }];
  },
  isRemote: true,
  functions: [
    {
      folder: 'interactivity',
      construct: 'Interactivity',
      does: 'vends Dolby.io Interactivity tokens',
      audiences: ['client'],
      secret: {
        owner: 'Interactivity',
        title: 'Dolby.io Interactivity',
        schema: InteractivityKeys,
        keys: {
          consumerKey: {
            variable: 'CONSUMER_KEY',
            description: 'the application’s key',
            found: FOUND,
            expected: OPAQUE_KEY,
          },
          consumerSecret: {
            variable: 'CONSUMER_SECRET',
            description: 'the application’s secret',
            found: FOUND,
            expected: OPAQUE_KEY,
          },
        },
      },
      url: { variable: TOKEN_URL_VARIABLE, of: ({ tokenUrl }) => tokenUrl },
      options: ({ tokenUrl: _, ...options }) => options,
    },
  ],
});
