import { OPAQUE_KEY } from '../shared/providers/key.ts';
import { defineProvider } from '../shared/providers/provider.ts';
import { shortSecret } from '../shared/providers/short-secret.ts';
import { dailyRights, dailyTokenRoute } from './contract.ts';
import { DailyKeys, KEY_LENGTH } from './keys.ts';
import { DailyOptions } from './options.ts';

export const daily = defineProvider({
  id: 'daily',
  title: 'Daily',
  routes: [dailyTokenRoute],
  configuration: DailyOptions,
  rights: dailyRights,
  rightsFaults({ only }, { owner }) {
    if (!owner || only.send === undefined || only.owner !== undefined) return [];
    return [{ path: ['daily'], expected: 'owner beside send: true or false, since an owner may send everything' }];
  },
  isRemote: false,
  functions: [
    {
      folder: 'daily',
      construct: 'Daily',
      does: 'vends Daily meeting tokens',
      audiences: ['client'],
      secret: {
        owner: 'Daily',
        title: 'Daily',
        schema: DailyKeys,
        keys: {
          apiKey: {
            variable: 'DAILY_API_KEY',
            description: 'the domain’s API key',
            found: 'Daily dashboard, Developers',
            expected: OPAQUE_KEY,
            warning: (key) => shortSecret(key, KEY_LENGTH),
          },
          domainId: {
            variable: 'DAILY_DOMAIN_ID',
            description: 'the domain’s id',
            found: '`domain_id` in the answer of `GET https://api.daily.co/v1/`, asked with the API key',
            expected: 'a UUID, such as 30f866c3-9123-452a-8723-ff58322d09c5',
          },
        },
      },
      options: (configuration) => configuration,
    },
  ],
});
