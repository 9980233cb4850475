import { defineProvider, type RightsFault } from '../shared/providers/provider.ts';
import { capabilityText, grantedBy, MAX_CAPABILITY_BYTES } from './capability.ts';
import { ablyRights, ablyTokenRequestRoute, ablyTokenRoute } from './contract.ts';
import { AblyKeys, API_KEY } from './keys.ts';
import { AblyOptions } from './options.ts';

export const ably = defineProvider({
  id: 'ably',
  title: 'Ably',
  routes: [ablyTokenRoute, ablyTokenRequestRoute],
  configuration: AblyOptions,
  rights: ablyRights,
  rightsFaults({ only }, { capability }): readonly RightsFault[] {
    const granted = grantedBy(capability, only);
    if (Object.keys(granted).length === 0) {
      const path = ['ably', only.channels === undefined ? 'operations' : 'channels'];
      return [{ path, expected: 'channels and operations of which the stage’s capability has some' }];
    }
    const expected = `fewer channels, so that the capability of a token has ${MAX_CAPABILITY_BYTES} bytes at most`;
    const { length } = new TextEncoder().encode(capabilityText(granted));
    return length > MAX_CAPABILITY_BYTES ? [{ path: ['ably'], expected }] : [];
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
          },
        },
      },
      options: (configuration) => configuration,
    },
  ],
});
