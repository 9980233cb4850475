import { OPAQUE_KEY } from '../shared/providers/key.ts';
import { defineProvider, type RightsFault, type UrlForm } from '../shared/providers/provider.ts';
import { TurnConfiguration } from './configuration.ts';
import { iceServersRoute, turnRights } from './contract.ts';
import { isIceUrl, isOpenPort, isTurn } from './ice-url.ts';
import { fieldsOf, TurnKeys } from './keys.ts';
import { SHORTEST_SHARED_SECONDS, URLS_VARIABLE } from './options.ts';

const apiUrls = { cloudflare: 'https://rtc.live.cloudflare.com', twilio: 'https://api.twilio.com' } as const;

const serverUrls: UrlForm = {
  called:
    'list of STUN and TURN URLs with commas between them, such as turn:turn.example.com:3478, at ports that browsers ask at: 80, 443, or from 1024 on',
  fits: (text) => text.split(',').every((url) => isIceUrl(url) && isOpenPort(url)) && text.split(',').some(isTurn),
};

const SERVERS = 'for kind shared-secret';
const CLOUDFLARE = 'for kind cloudflare';
const TWILIO = 'for kind twilio';

export const turn = defineProvider({
  id: 'turn',
  title: 'TURN',
  routes: [iceServersRoute],
  configuration: TurnConfiguration,
  starter: {
    configuration: {
      kind: 'shared-secret',
      urls: ['stun:turn.example.com:3478', 'turn:turn.example.com:3478', 'turns:turn.example.com:5349?transport=tcp'],
    },
    placeholders: { urls: "the URLs of your TURN servers; or kind: 'cloudflare' or 'twilio' without urls" },
  },
  rights: turnRights,
  rightsFaults({ only: { users }, maximumLifetimeSeconds = Infinity }, { kind }) {
    if (kind === 'shared-secret') return [];
    const faults: RightsFault[] = [];
    if (users !== undefined) {
      faults.push({ path: ['turn', 'users'], expected: `nothing, since credentials of ${kind} name no user` });
    }
    if (maximumLifetimeSeconds < SHORTEST_SHARED_SECONDS) {
      const expected = `at least ${SHORTEST_SHARED_SECONDS}, the shortest lifetime that ${kind} is asked for, or rights without turn`;
      faults.push({ path: ['maximumLifetimeSeconds'], expected });
    }
    return faults;
  },
  isRemote: true,
  isRemoteWith: ({ kind }) => kind !== 'shared-secret',
  functions: [
    {
      folder: 'turn',
      construct: 'Turn',
      does: 'vends TURN credentials',
      audiences: ['client'],
      // It signs and it calls, each with what that takes.
      bundleBytes: 210_000,
      secret: {
        owner: 'Turn',
        title: 'TURN',
        schema: TurnKeys,
        needs: ({ kind }) => fieldsOf(kind),
        keys: {
          secret: {
            variable: 'TURN_SECRET',
            description: `${SERVERS}: the servers’ shared secret`,
            found: '`static-auth-secret` in coturn’s turnserver.conf',
            expected: 'the servers’ shared secret, of 16 visible ASCII characters or more',
          },
          keyId: {
            variable: 'CLOUDFLARE_TURN_KEY_ID',
            description: `${CLOUDFLARE}: the TURN key’s id`,
            found: 'Cloudflare dashboard, Realtime, TURN',
            expected: '32 hexadecimal digits',
          },
          apiToken: {
            variable: 'CLOUDFLARE_TURN_API_TOKEN',
            description: `${CLOUDFLARE}: the TURN key’s API token`,
            found: 'Cloudflare dashboard, Realtime, TURN, once when the key is made',
            expected: OPAQUE_KEY,
          },
          accountSid: {
            variable: 'TURN_TWILIO_ACCOUNT_SID',
            description: `${TWILIO}: the account’s SID`,
            found: 'Twilio Console, Account Info',
            expected: 'AC and 32 hexadecimal digits',
          },
          apiKeySid: {
            variable: 'TURN_TWILIO_API_KEY_SID',
            description: `${TWILIO}: a standard API key’s SID, or the account’s SID once more`,
            found: 'Twilio Console, API keys & tokens',
            expected: 'SK or AC, and 32 hexadecimal digits',
          },
          apiKeySecret: {
            variable: 'TURN_TWILIO_API_KEY_SECRET',
            description: `${TWILIO}: that key’s secret, or the account’s auth token`,
            found: 'Twilio Console, API keys & tokens',
            expected: OPAQUE_KEY,
          },
        },
      },
      url: {
        variable: URLS_VARIABLE,
        of: ({ kind, urls }) => (kind === 'shared-secret' ? urls.join(',') : apiUrls[kind]),
        description:
          'For kind shared-secret: other servers than the stage’s configuration says, with commas between their URLs. For the others: another URL of the provider’s API. Without keys, demo keys are used.',
        formOf: ({ kind }) => (kind === 'shared-secret' ? serverUrls : undefined),
      },
      options: ({ kind, lifetime }) => ({ kind, lifetime }),
    },
  ],
});
