import { OPAQUE_KEY } from '../shared/providers/key.ts';
import { defineProvider, type RightsFault } from '../shared/providers/provider.ts';
import { shortSecret } from '../shared/providers/short-secret.ts';
import { tokenRoute, twilioRights } from './contract.ts';
import { SECRET_LENGTH, TwilioKeys } from './keys.ts';
import { TwilioOptions } from './options.ts';
import { unmatchedNames } from './unmatched-names.ts';
import { grantsOf } from './wanted-grants.ts';

export const twilio = defineProvider({
  id: 'twilio',
  title: 'Twilio',
  routes: [tokenRoute],
  configuration: TwilioOptions,
  starter: { configuration: { grants: { video: {} } }, placeholders: {} },
  // A room is for the grant video only.
  examples: (options): Record<string, `/${string}`> =>
    options.grants.video === undefined
      ? { [tokenRoute.name]: `/twilio/token?identity=ada&grants=${grantsOf(options)[0]}` }
      : {},
  rights: twilioRights,
  rightsFaults({ only }, options): readonly RightsFault[] {
    const there = grantsOf(options);
    const lacking = (only.grants ?? []).flatMap((grant, at) =>
      there.includes(grant)
        ? []
        : [{ path: ['twilio', 'grants', at], expected: `a grant that the stage has: ${there.join(', ')}` }],
    );
    return lacking.length > 0 ? lacking : unmatchedNames(only, only.grants ?? there);
  },
  isRemote: false,
  functions: [
    {
      folder: 'twilio',
      construct: 'Twilio',
      does: 'vends Twilio access tokens',
      audiences: ['client'],
      secret: {
        owner: 'Twilio',
        title: 'Twilio',
        schema: TwilioKeys,
        keys: {
          accountSid: {
            variable: 'TWILIO_ACCOUNT_SID',
            description: 'the account’s SID',
            found: 'Twilio Console, Account Info',
            expected: 'AC and 32 hexadecimal digits',
          },
          apiKeySid: {
            variable: 'TWILIO_API_KEY_SID',
            description: 'the SID of an API key, Standard or Main',
            found: 'Twilio Console, API keys & tokens',
            expected: 'SK and 32 hexadecimal digits',
          },
          apiKeySecret: {
            variable: 'TWILIO_API_KEY_SECRET',
            description: 'the secret of that API key',
            found: 'Twilio Console, once, when the key is made',
            expected: OPAQUE_KEY,
            warning: (secret) => shortSecret(secret, SECRET_LENGTH),
          },
        },
      },
      options: (configuration) => configuration,
    },
  ],
});
