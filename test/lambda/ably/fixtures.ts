import type { AblyKeys } from '../../../lambda/ably/keys.ts';
import type { AblyOptions } from '../../../lambda/ably/options.ts';

/** Of the vector: nobody’s. */
export const keys: AblyKeys = { apiKey: 'appid.keyid:secretsecret' };
export const keyName = 'appid.keyid';
export const secret = 'secretsecret';

export const options: AblyOptions = {
  capability: { 'chat:*': ['subscribe', 'publish', 'presence'], news: ['subscribe'] },
  allowEverything: false,
  lifetime: { default: 3_600, maximum: 7_200 },
};

export const NOW = Date.UTC(2026, 0, 1, 12, 0, 0, 750);
export const NOW_SECONDS = Math.floor(NOW / 1000);
