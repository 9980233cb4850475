import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { TwilioKeys } from '../../../lambda/twilio/keys.ts';
import { TwilioOptions } from '../../../lambda/twilio/options.ts';
import { twilio } from '../../../lambda/twilio/provider.ts';
import { stageRoutes } from '../../../lib/config/stage.ts';
import { grants, keys, options } from './fixtures.ts';

const issuesOf = (input: unknown) =>
  (v.safeParse(TwilioOptions, input).issues ?? []).map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);

describe('the options of Twilio', () => {
  it('survive the function’s environment', () => {
    const given = options({ region: 'us1' });
    expect(given).toMatchObject({ grants: { video: { anyRoom: false }, voice: { incoming: true } }, region: 'us1' });
    expect(v.parse(TwilioOptions, JSON.parse(JSON.stringify(given)))).toEqual(given);
  });

  it.each<[string, unknown, string]>([
    ['no grants', {}, 'grants: a value'],
    ['none of the grants', { grants: {} }, 'grants: at least one of video, voice, sync, conversations'],
    [
      'a grant that isn’t vended',
      { grants: { taskRouter: {} } },
      'grants.taskRouter: one of video, voice, sync, conversations',
    ],
    ['calls no way', { grants: { voice: {} } }, 'grants.voice: outgoingApplicationSid, incoming: true, or both'],
    [
      'calls to an app that is none',
      { grants: { voice: { outgoingApplicationSid: 'APx' } } },
      'grants.voice.outgoingApplicationSid: AP and 32 hexadecimal digits',
    ],
    ['Sync without its service', { grants: { sync: {} } }, 'grants.sync.serviceSid: a value'],
    [
      'a service of another kind',
      { grants: { conversations: { serviceSid: `AP${'0'.repeat(32)}` } } },
      'grants.conversations.serviceSid: IS and 32 hexadecimal digits',
    ],
    [
      'a region that is none',
      { grants: { sync: grants.sync }, region: 'europe' },
      'region: a region of Twilio’s, such as ie1',
    ],
    [
      'Video elsewhere than its keys are',
      { grants: { video: {} }, region: 'ie1' },
      'region: us1 beside the grant video: Video takes no API key of another region',
    ],
    [
      'a lifetime beyond 24 hours',
      { grants: { video: {} }, lifetime: { maximum: 86_401 } },
      'lifetime.maximum: a whole number of seconds from 1 to 86400',
    ],
  ])('refuse %s and say what is expected', (_what, input, issue) => {
    expect(issuesOf(input)).toEqual([issue]);
  });

  it('give an example that the stage answers well', () => {
    const exampleOf = (there: object) =>
      stageRoutes({ providers: { twilio: options({ grants: there }) } }).find(({ name }) => name === 'twilio')?.example;
    expect(exampleOf(grants)).toBe(twilio.routes[0].example);
    expect(exampleOf({ sync: grants.sync, voice: grants.voice })).toBe('/twilio/token?identity=ada&grants=voice');
  });
});

it.each([
  ['the SID of a user', { ...keys, accountSid: `US${'0'.repeat(32)}` }],
  ['the SID of the account in place of the key’s', { ...keys, apiKeySid: keys.accountSid }],
  ['a SID that is cut', { ...keys, apiKeySid: keys.apiKeySid.slice(1) }],
  ['a secret with a line end', { ...keys, apiKeySecret: `${keys.apiKeySecret}\n` }],
])('Twilio’s keys are none with %s', (_what, given) => {
  expect(v.is(TwilioKeys, given)).toBe(false);
  expect(v.is(TwilioKeys, keys)).toBe(true);
});

it('a short secret is doubted', () => {
  const { warning } = twilio.functions[0].secret.keys.apiKeySecret;
  expect(warning('x')).toMatch(/^signs with fewer than 32 characters/);
  expect(warning(keys.apiKeySecret)).toBeUndefined();
});
