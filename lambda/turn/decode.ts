import type { Decode } from '../shared/decoding/decode.ts';
import { readableEnd } from '../shared/decoding/readable-time.ts';
import type { IceServer } from './contract.ts';

/** Reads ICE servers. The user name of a shared secret’s credential is its end and its user; others tell nothing. */
export const decode: Decode = (text) => {
  const servers = JSON.parse(text) as readonly IceServer[];
  if (!Array.isArray(servers) || servers.length === 0) return undefined;
  return { format: 'ICE servers for WebRTC', rows: servers.flatMap(rowsOf) };
};

function rowsOf({ urls, username }: IceServer): [string, string][] {
  const shown = urls.map((url): [string, string] => [url.startsWith('stun') ? 'STUN' : 'TURN', url]);
  if (username === undefined) return shown;
  const [, end, user] = /^(\d{10}):(.+)$/.exec(username) ?? [];
  if (end === undefined || user === undefined)
    return [...shown, ['User name', `${username}; only its provider can read it`]];
  return [
    ...shown,
    ['User', user],
    ['Ends', readableEnd(Number(end))],
    ['Signature', 'HMAC-SHA1; only who holds the secret can check it'],
  ];
}
