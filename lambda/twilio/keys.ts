import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';

/** The content of the Twilio secret. */
export const TwilioKeys = v.object({
  accountSid: v.pipe(v.string(), v.regex(/^AC[0-9a-fA-F]{32}$/)),
  apiKeySid: v.pipe(v.string(), v.regex(/^SK[0-9a-fA-F]{32}$/)),
  apiKeySecret: Key,
});
export type TwilioKeys = v.InferOutput<typeof TwilioKeys>;

/** As many characters have Twilio’s secrets, and HS256 needs as many. Twilio’s documentation doesn’t say so. */
export const SECRET_LENGTH = 32;
