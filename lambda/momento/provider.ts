import * as v from 'valibot';
import { defineProvider } from '../shared/providers/provider.ts';
import { unmatchedPatterns } from '../shared/rights/unmatched-patterns.ts';
import { section } from '../shared/settings/options.ts';
import { isCellHost } from './cell-host.ts';
import { adminTokensRoute, clientTokensRoute, MomentoTokenQuery, momentoRights } from './contract.ts';
import { MomentoKeys } from './keys.ts';
import { canKeepTokens, ENDPOINT_VARIABLE, KEEPING_CACHE, MomentoOptions } from './options.ts';

const HOST = 'the name of a host, such as cell-4-us-west-2-1.prod.a.momentohq.com';

const Host = v.pipe(v.string(HOST), v.regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, HOST), v.check(isCellHost, HOST));

export const momento = defineProvider({
  id: 'momento',
  title: 'Momento',
  routes: [clientTokensRoute, adminTokensRoute],
  configuration: v.pipe(
    section({
      endpoint: v.optional(
        v.pipe(
          Host,
          v.description('The host of the region (cell) to ask. A v2 API key needs it; a v1 key names its own.'),
        ),
      ),
      ...MomentoOptions.entries,
    }),
    v.forward(
      v.check((options) => canKeepTokens(options, options.client), KEEPING_CACHE),
      ['client', 'cache'],
    ),
    v.forward(
      v.check((options) => canKeepTokens(options, options.admin), KEEPING_CACHE),
      ['admin', 'cache'],
    ),
  ),
  starter: {
    configuration: {
      client: { cache: 'your-cache', topics: { role: 'subscribeonly', names: 'all' } },
      admin: { cache: 'your-cache', topics: { role: 'publishsubscribe', names: 'all' } },
    },
    placeholders: {
      'client.cache': 'the name of your cache (Momento Console, Caches)',
      'admin.cache': 'the name of your cache, for the tokens of operators',
    },
  },
  rights: momentoRights,
  rightsFaults: ({ only: { tokenIds } }) =>
    unmatchedPatterns(['momento', 'tokenIds'], tokenIds, v.unwrap(MomentoTokenQuery.entries.tokenId)),
  isRemote: true,
  functions: [
    {
      folder: 'momento',
      construct: 'Momento',
      does: 'vends Momento tokens',
      audiences: ['client', 'admin'],
      secret: {
        owner: 'Momento',
        title: 'Momento',
        schema: MomentoKeys,
        keys: {
          apiKey: {
            variable: 'MOMENTO_API_KEY',
            description: 'an API key, v1 or v2',
            found: 'Momento Console, API Keys',
            expected: 'a whole API key, v1 or v2, as Momento’s console shows it',
          },
        },
      },
      url: {
        variable: ENDPOINT_VARIABLE,
        of: ({ endpoint }) => (endpoint === undefined ? '' : `https://${endpoint}`),
      },
      options: ({ endpoint: _, ...options }) => options,
    },
  ],
});
