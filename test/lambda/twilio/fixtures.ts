import * as v from 'valibot';
import { TwilioOptions } from '../../../lambda/twilio/options.ts';

export const NOW_SECONDS = 1_795_668_650;
export const NOW = NOW_SECONDS * 1000 + 900;

export const keys = {
  accountSid: `AC${'0'.repeat(32)}`,
  apiKeySid: `SK${'1'.repeat(32)}`,
  apiKeySecret: 'PZ0OGCW5XEbGtGLbbGPwRqgNGdxh2HxL',
};

export const grants = {
  video: {},
  voice: { outgoingApplicationSid: `AP${'2'.repeat(32)}`, incoming: true, pushCredentialSid: `CR${'3'.repeat(32)}` },
  sync: { serviceSid: `IS${'4'.repeat(32)}` },
  conversations: { serviceSid: `IS${'5'.repeat(32)}`, pushCredentialSid: `CR${'6'.repeat(32)}` },
};

export function options(given: object = {}) {
  return v.parse(TwilioOptions, { grants, ...given });
}
