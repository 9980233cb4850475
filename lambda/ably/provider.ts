import { defineProvider, type RightsFault } from '../shared/providers/provider.ts';
import { shortSecret } from '../shared/providers/short-secret.ts';
import { unmatchedPatterns } from '../shared/rights/unmatched-patterns.ts';
import { beyondCapability } from './beyond-capability.ts';
import { capabilityText, grantedBy, MAX_CAPABILITY_BYTES } from './capability.ts';
import { ablyRights, ablyTokenRequestRoute, ablyTokenRoute, TokenQuery } from './contract.ts';
import { AblyKeys, API_KEY, partsOf, SECRET_LENGTH } from './keys.ts';
import { AblyOptions } from './options.ts';

export const ably = defineProvider({
  id: 'ably',
  title: 'Ably',
  routes: [ablyTokenRoute, ablyTokenRequestRoute],
  configuration: AblyOptions,
  rights: ablyRights,
  rightsFaults({ only }, { capability }): readonly RightsFault[] {
    const granted = capabilityText(grantedBy(capability, only));
    const isTooLong = new TextEncoder().encode(granted).length > MAX_CAPABILITY_BYTES;
    const expected = `fewer channels, so that the capability of a token has ${MAX_CAPABILITY_BYTES} bytes at most`;
    return [
      ...beyondCapability(only, capability),
      ...unmatchedPatterns(['ably', 'clientIds'], only.clientIds, TokenQuery.entries.clientId),
      ...(isTooLong ? [{ path: ['ably'], expected }] : []),
    ];
  },
  isRemote: false,
  functions: [
    {
      folder: 'ably',
      construct: 'Ably',
      does: 'vends Ably tokens',
      audiences: ['client'],
      secret: {
        owner: 'Ably',
        title: 'Ably',
        schema: AblyKeys,
        keys: {
          apiKey: {
            variable: 'ABLY_API_KEY',
            description: 'an API key',
            found: 'Ably dashboard, the app, API Keys',
            expected: API_KEY,
            warning: (apiKey) => shortSecret(partsOf({ apiKey }).secret, SECRET_LENGTH),
          },
        },
      },
      options: (configuration) => configuration,
    },
  ],
});
