import { defineProvider } from '../shared/providers/provider.ts';
import { matchesPattern } from '../shared/rights/name-pattern.ts';
import { exampleFor, ivsRights, ivsTokenRoute } from './contract.ts';
import { IvsKeys } from './keys.ts';
import { IvsOptions } from './options.ts';

export const ivs = defineProvider({
  id: 'ivs',
  title: 'Amazon IVS',
  routes: [ivsTokenRoute],
  configuration: IvsOptions,
  starter: {
    configuration: {
      stages: {
        main: {
          arn: 'arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh',
          eventsUrl: 'wss://global.events.live-video.net',
          whipUrl: 'https://1a2b3c4d5e6f.global-bm.whip.live-video.net',
        },
      },
    },
    placeholders: {
      'stages.main.arn': 'your stage’s ARN (aws ivs-realtime get-stage, or IVS’s console)',
      'stages.main.whipUrl': 'its endpoint for WHIP (endpoints.whip of get-stage)',
    },
  },
  examples: ({ stages }) => ({ [ivsTokenRoute.name]: exampleFor(Object.keys(stages)[0] ?? '') }),
  rights: ivsRights,
  rightsFaults({ only: { stages = [], publish, subscribe } }, configuration) {
    const names = Object.keys(configuration.stages);
    const faults = stages.flatMap((pattern, at) => {
      if (names.some((name) => matchesPattern(pattern, name))) return [];
      return [{ path: ['ivs', 'stages', at], expected: `a pattern for a stage that is there: ${names.join(', ')}` }];
    });
    if (publish !== false || subscribe !== false) return faults;
    return [
      ...faults,
      { path: ['ivs', 'subscribe'], expected: 'true where publish is false: no token is for neither' },
    ];
  },
  isRemote: false,
  functions: [
    {
      folder: 'ivs',
      construct: 'Ivs',
      does: 'vends Amazon IVS participant tokens',
      audiences: ['client'],
      secret: {
        owner: 'Ivs',
        title: 'Amazon IVS',
        schema: IvsKeys,
        keys: {
          privateKey: {
            variable: 'IVS_PRIVATE_KEY',
            description: 'the key pair’s private key, a PEM on one line with \\n for its line ends',
            found: 'the file that IVS’s console or OpenSSL made of it',
            expected:
              'the PEM of a P-384 private key that isn’t encrypted, from -----BEGIN to the end of -----END…-----, without a block EC PARAMETERS',
          },
          publicKeyArn: {
            variable: 'IVS_PUBLIC_KEY_ARN',
            description: 'the ARN of the public key',
            found: 'IVS’s console, Real-time streaming, Public keys',
            expected: 'a public key’s ARN: arn:aws:ivs:REGION:ACCOUNT:public-key/ID',
          },
        },
      },
      options: (configuration) => configuration,
    },
  ],
});
