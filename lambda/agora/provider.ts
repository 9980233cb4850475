import { defineProvider } from '../shared/providers/provider.ts';
import { accessTokenRoute, agoraRights, rtmTokenRoute, uiKitRtcRoute, uiKitRtmRoute } from './contract.ts';
import { AgoraKeys } from './keys.ts';
import { AgoraOptions } from './options.ts';

const HEX = '32 hexadecimal digits';

export const agora = defineProvider({
  id: 'agora',
  title: 'Agora',
  routes: [accessTokenRoute, rtmTokenRoute, uiKitRtcRoute, uiKitRtmRoute],
  configuration: AgoraOptions,
  rights: agoraRights,
  rightsFaults({ only: { versions } }, { versionByQuery, tokenVersion }) {
    if (versions === undefined || versionByQuery || versions.includes(tokenVersion)) return [];
    const expected = `'${tokenVersion}' among them, since the stage vends no other`;
    return [{ path: ['agora', 'versions'], expected }];
  },
  isRemote: false,
  functions: [
    {
      folder: 'agora',
      construct: 'Agora',
      does: 'vends Agora RTC and RTM tokens',
      audiences: ['client'],
      secret: {
        owner: 'Agora',
        title: 'Agora',
        schema: AgoraKeys,
        keys: {
          appId: {
            variable: 'APP_ID',
            description: 'the project’s App ID',
            found: 'Agora Console, Projects',
            expected: HEX,
          },
          appCertificate: {
            variable: 'APP_CERTIFICATE',
            description: 'the project’s primary certificate',
            found: 'Agora Console, Projects, the project’s settings',
            expected: HEX,
          },
        },
      },
      options: (configuration) => configuration,
    },
  ],
});
