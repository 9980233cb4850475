import type { Keys } from '../../shared/providers/stand-in.ts';
import { type Answer, type Asked, random } from './sandbox.ts';

const MAX_SECONDS = 86_400;

/** As https://www.twilio.com/docs/stun-turn/api has it: 201, the lifetime as text, and in each entry `url` beside `urls`. */
export function twilioAnswer(
  { method, path, authorization, contentType, body }: Asked,
  { accountSid, apiKeySid, apiKeySecret }: Keys,
): Answer {
  const [, asked] = /^\/2010-04-01\/Accounts\/([^/]+)\/Tokens\.json$/.exec(path) ?? [];
  if (asked === undefined) return problem(404, 20_404, `The requested resource ${path} was not found`);
  if (method !== 'POST') return problem(405, 20_004, 'Method not allowed');
  const expected = Buffer.from(`${apiKeySid}:${apiKeySecret}`).toString('base64');
  if (authorization !== `Basic ${expected}`) return problem(401, 20_003, 'Authenticate');
  if (asked !== accountSid) return problem(404, 20_404, `The requested resource ${path} was not found`);
  if (contentType !== 'application/x-www-form-urlencoded') return problem(415, 20_422, 'Unsupported media type');
  const ttl = new URLSearchParams(body).get('Ttl') ?? String(MAX_SECONDS);
  if (!/^[1-9]\d{0,4}$/.test(ttl) || Number(ttl) > MAX_SECONDS) return problem(400, 20_001, 'Invalid Ttl');

  const username = random(32);
  const password = random(22);
  const relay = (url: string) => ({ url, urls: url, username, credential: password });
  const json = {
    account_sid: accountSid,
    username,
    password,
    ttl,
    ice_servers: [
      { url: 'stun:global.stun.twilio.com:3478', urls: 'stun:global.stun.twilio.com:3478' },
      relay('turn:global.turn.twilio.com:3478?transport=udp'),
      relay('turn:global.turn.twilio.com:3478?transport=tcp'),
      relay('turn:global.turn.twilio.com:443?transport=tcp'),
    ],
    date_created: 'Thu, 01 Jan 2026 12:00:00 +0000',
    date_updated: 'Thu, 01 Jan 2026 12:00:00 +0000',
  };
  return { status: 201, json };
}

/** https://www.twilio.com/docs/usage/twilios-response#error-and-exception-responses */
function problem(status: number, code: number, message: string): Answer {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { status, json: { code, message, more_info, status } };
}
