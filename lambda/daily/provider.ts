import { OPAQUE_KEY } from '../shared/providers/key.ts';
import { defineProvider } from '../shared/providers/provider.ts';
import { shortSecret } from '../shared/providers/short-secret.ts';
import { unmatchedPatterns } from '../shared/rights/unmatched-patterns.ts';
import { dailyRights, dailyTokenRoute, MeetingTokenQuery } from './contract.ts';
import { DailyKeys, KEY_LENGTH } from './keys.ts';
import { DailyOptions } from './options.ts';

export const daily = defineProvider({
  id: 'daily',
  title: 'Daily',
  routes: [dailyTokenRoute],
  configuration: DailyOptions,
  rights: dailyRights,
  rightsFaults({ only }, options) {
    const faults = [
      ...unmatchedPatterns(['daily', 'rooms'], only.rooms, MeetingTokenQuery.entries.room),
      ...unmatchedPatterns(['daily', 'userIds'], only.userIds, MeetingTokenQuery.entries.userId),
    ];
    for (const name of ['owner', 'hidden'] as const) {
      if (!only[name] || options[name]) continue;
      faults.push({ path: ['daily', name], expected: `false or nothing, since the stage doesn’t say ${name}: true` });
    }
    if (options.owner && only.send !== undefined && only.owner === undefined) {
      const expected = 'owner beside send: true or false, since an owner may send everything';
      faults.push({ path: ['daily'], expected });
    }
    return faults;
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
