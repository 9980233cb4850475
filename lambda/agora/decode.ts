import { base64Bytes, inflated } from '../shared/decoding/bytes.ts';
import type { Decode, Decoded, TokenRequest } from '../shared/decoding/decode.ts';
import { readableEnd, readableTime } from '../shared/decoding/readable-time.ts';
import { crc32 } from './crc32.ts';
import { Reader } from './token-reader.ts';

/** https://github.com/AgoraIO/Tools/tree/master/DynamicKey/AgoraDynamicKey */
const rtcPrivileges: Readonly<Record<number, string>> = {
  1: 'join the channel',
  2: 'publish audio',
  3: 'publish video',
  4: 'publish data',
};
const rtmPrivileges: Readonly<Record<number, string>> = { 1: 'log in' };
const RTM_LOGIN_OF_006 = 1000;

const SIGNATURE = ['Signature', 'HMAC-SHA256; only who holds the certificate can check it'] as const;

export const decode: Decode = (token, asked) => {
  if (token.startsWith('006')) return version006(token, asked);
  if (token.startsWith('007')) return version007(token);
  return undefined;
};

/** AccessToken, version 006: it contains checksums of channel and user, and when each privilege ends. */
function version006(token: string, asked: TokenRequest): Decoded {
  const content = new Reader(base64Bytes(token.slice(35)));
  content.bytes();
  const channelCrc = content.uint32();
  const userCrc = content.uint32();
  const message = new Reader(content.bytes());
  message.uint32();
  message.uint32();
  const privileges = message.privileges();
  const isRtm = privileges.some(([privilege]) => privilege === RTM_LOGIN_OF_006);
  const channel = isRtm ? asked.userId : asked.channelName;
  const user = isRtm ? '' : asked.account || (asked.uid === '0' ? '' : (asked.uid ?? ''));
  return {
    format: `Agora ${isRtm ? 'RTM' : 'RTC'} token, version 006`,
    rows: [
      ['App ID', token.slice(3, 35)],
      [isRtm ? 'User' : 'Channel', channel === undefined ? UNKNOWN : checked(channel, channelCrc)],
      ...(isRtm ? [] : [['User', channel === undefined ? unaskedUser(userCrc) : checked(user, userCrc)] as const]),
      ...privileges.map(([privilege, until]): [string, string] => [
        `May ${rtcPrivileges[privilege] ?? (privilege === RTM_LOGIN_OF_006 ? 'log in' : `use privilege ${privilege}`)}`,
        readableEnd(until, 'until '),
      ]),
      SIGNATURE,
    ],
  };
}

/** A token that was made elsewhere holds no name that could be shown. */
const UNKNOWN = 'one that the token has only a checksum of';

function unaskedUser(checksum: number): string {
  return checksum === crc32('') ? 'any' : UNKNOWN;
}

function checked(expected: string, checksum: number): string {
  return `${expected || 'any'} (checksum ${crc32(expected) === checksum ? 'matches' : 'doesn’t match'})`;
}

/** AccessToken2, version 007: compressed with zlib; it contains one or more services (RTC, RTM). */
async function version007(token: string): Promise<Decoded> {
  const content = new Reader(await inflated(base64Bytes(token.slice(3))));
  content.bytes();
  const appId = content.text();
  const issuedAt = content.uint32();
  const expire = content.uint32();
  content.uint32();
  const services = Array.from({ length: content.uint16() }, () => service(content, issuedAt));
  return {
    format: `Agora ${services.map(({ name }) => name).join(' and ')} token, version 007`,
    rows: [
      ['App ID', appId],
      ['Issued', readableTime(issuedAt)],
      ['Ends', readableEnd(issuedAt + expire)],
      ...services.flatMap(({ rows }) => rows),
      SIGNATURE,
    ],
  };
}

function service(content: Reader, issuedAt: number): { readonly name: string; readonly rows: [string, string][] } {
  const type = content.uint16();
  const privileges = content.privileges();
  const isRtc = type === 1;
  if (!isRtc && type !== 2) throw new Error(`no such service: ${type}`);
  const names: [string, string][] = isRtc
    ? [
        ['Channel', content.text()],
        ['User', content.text() || 'any'],
      ]
    : [['RTM user', content.text()]];
  const known = isRtc ? rtcPrivileges : rtmPrivileges;
  return {
    name: isRtc ? 'RTC' : 'RTM',
    rows: [
      ...names,
      ...privileges.map(([privilege, seconds]): [string, string] => [
        `May ${known[privilege] ?? `use privilege ${privilege}`}`,
        readableEnd(issuedAt + seconds, 'until '),
      ]),
    ],
  };
}
