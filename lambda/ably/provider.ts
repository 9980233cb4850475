import { defineProvider, type RightsFault } from '../shared/providers/provider.ts';
import { shortSecret } from '../shared/providers/short-secret.ts';
import { unmatchedPatterns } from '../shared/rights/unmatched-patterns.ts';
import { beyondCapability } from './beyond-capability.ts';
import { capabilityText, grantedBy, MAX_CAPABILITY_BYTES } from './capability.ts';
import { ablyRevokeTokensRoute, ablyRights, ablyTokenRequestRoute, ablyTokenRoute, TokenQuery } from './contract.ts';
import { AblyKeys, API_KEY, partsOf, SECRET_LENGTH } from './keys.ts';
import { AblyOptions, SANDBOX_VARIABLE } from './options.ts';

const secret = {
  owner: 'Ably',
  title: 'Ably',
  schema: AblyKeys,
  keys: {
    apiKey: {
      variable: 'ABLY_API_KEY',
      description: 'an API key',
      found: 'Ably dashboard, the app, API Keys',
      expected: API_KEY,
      warning: (apiKey: string) => shortSecret(partsOf({ apiKey }).secret, SECRET_LENGTH),
    },
  },
};

export const ably = defineProvider({
  id: 'ably',
  title: 'Ably',
  routes: [ablyTokenRoute, ablyTokenRequestRoute, ablyRevokeTokensRoute],
  configuration: AblyOptions,
  starter: {
    configuration: { capability: { 'chat:*': ['subscribe', 'publish', 'presence', 'history'] } },
    placeholders: { capability: 'the channels of your app, and what its tokens allow there at most' },
  },
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
      secret,
      options: (configuration) => configuration,
    },
    // A function of its own, since clients’ may not change the deny list.
    {
      folder: 'ably-kick',
      construct: 'AblyKick',
      constructOfFunction: 'Kick',
      does: 'revokes Ably tokens',
      audiences: ['admin'],
      secret,
      kicks: { sandboxVariable: SANDBOX_VARIABLE },
      // It changes the deny list, which is far away, and then calls Ably.
      timeoutSeconds: 20,
      // docs/decisions/0105: it writes a secret, and it calls a provider.
      bundleBytes: 236_000,
      options: () => ({}),
    },
  ],
});
