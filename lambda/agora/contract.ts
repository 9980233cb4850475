import * as v from 'valibot';
import { named } from '../../api/named.ts';
import { ExpireTime, query, wholeNumber } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import type { Terms } from '../../api/terms.ts';
import { ExpiresAt, TokenText, VendedToken } from '../../api/tokens.ts';

export const tokenVersions = ['006', '007'] as const;
export type TokenVersion = (typeof tokenVersions)[number];

export const roles = ['publisher', 'subscriber'] as const;
export type Role = (typeof roles)[number];

/** Agora's charset for channel names and user accounts. Without `*`, which is a wildcard in tokens of version 007. */
export const AGORA_CHARSET = /^[A-Za-z0-9 !#$%&()+\-:;<=.>?@[\]^_{}|~,]*$/;

function agoraName(name: string, bytes: number) {
  return v.pipe(
    v.string(),
    v.check((text) => text.trim() !== '', `${name} must not be blank`),
    v.minLength(1, `${name} must not be blank`),
    v.regex(
      AGORA_CHARSET,
      `${name} may hold letters, digits, spaces and !#$%&()+-:;<=.>?@[]^_{}|~, only; wildcards are not vended`,
    ),
    // Agora counts bytes. In this charset each character is one byte.
    v.maxLength(bytes, `${name} must be at most ${bytes} bytes long`),
  );
}

/** The part of Agora's charset that a path may have: the guard refuses what is percent-encoded. */
function agoraNameInPath(name: string, bytes: number, elsewhere: string) {
  return v.pipe(
    v.string(),
    v.regex(
      /^[A-Za-z0-9._~-]+$/,
      `${name} in a path may hold letters, digits and - . _ ~ only; ask ${elsewhere} for any other`,
    ),
    v.maxLength(bytes, `${name} must be at most ${bytes} bytes long`),
  );
}

/** What rights can limit of Agora's tokens. */
export const agoraRights = {
  channels: {
    kind: 'names',
    called: 'channel',
    listed: 'channel patterns',
    expected: 'a channel’s name, in which * stands for any characters',
    description: 'RTC tokens for these channels. `*` stands for any characters, and the whole name must match.',
    charset: AGORA_CHARSET,
    parameter: 'channelName',
  },
  accounts: {
    kind: 'names',
    called: 'user',
    listed: 'user patterns',
    expected: 'an account or a uid, in which * stands for any characters',
    description:
      'Tokens for these users: `account`, `uid` and the `userId` of Signaling. `*` stands for any characters, and the whole name must match.',
    charset: AGORA_CHARSET,
    parameter: 'account',
  },
  roles: {
    kind: 'choices',
    called: 'role',
    listed: 'roles',
    choices: roles,
    parameter: 'role',
    description: 'RTC tokens with these roles. It needs [co-host authentication](#traps).',
  },
  versions: {
    kind: 'choices',
    called: 'version',
    listed: 'versions',
    choices: tokenVersions,
    parameter: 'version',
    description: 'RTC and RTM tokens in these formats.',
  },
} as const satisfies Terms;

const UID = 'uid must be a whole number from 0 to 4294967295; a string user goes in account';

const Uid = v.pipe(wholeNumber(UID), v.maxValue(0xffff_ffff, UID), v.title('User, by number'));

const Role = v.pipe(
  v.picklist(roles, 'role must be publisher or subscriber'),
  v.description(
    'Whether the user may publish or only subscribe. Agora enforces this only where co-host authentication is on for the project.',
  ),
);

const Version = v.pipe(
  v.picklist(tokenVersions, 'version must be 006 or 007'),
  v.title('Token format'),
  named('AgoraVersion'),
  v.description('The token format, where the stage lets you choose.'),
);

export const AccessTokenQuery = v.pipe(
  query(
    {
      channelName: v.pipe(agoraName('channelName', 63), v.title('Channel'), v.description('The channel to join.')),
      uid: v.optional(v.pipe(Uid, v.description('The numeric user; 0 (the default) fits any.'))),
      account: v.optional(
        v.pipe(
          agoraName('account', 255),
          v.title('User, by account'),
          v.examples(['ada']),
          v.description('The string user account, in place of uid.'),
        ),
      ),
      role: v.optional(Role, 'subscriber'),
      rtmUserId: v.optional(
        v.pipe(
          agoraName('rtmUserId', 64),
          v.title('Signaling user'),
          v.examples(['ada']),
          v.description('The user who logs in to Signaling with the same token. Version 007 only.'),
        ),
      ),
      expireTime: v.optional(ExpireTime),
      version: v.optional(Version),
    },
    { channelName: 'channel is required' },
  ),
  v.check((q) => q.uid === undefined || q.account === undefined, 'give uid or account, not both'),
);
export type AccessTokenQuery = v.InferOutput<typeof AccessTokenQuery>;

export const RtmTokenQuery = query({
  userId: v.pipe(agoraName('userId', 64), v.title('User'), v.description('The user who logs in to Signaling.')),
  expireTime: v.optional(ExpireTime),
  version: v.optional(Version),
});
export type RtmTokenQuery = v.InferOutput<typeof RtmTokenQuery>;

/*
 * The paths and answers of Agora's own token service, for its UI Kits, which have the URL of such a service as their
 * `tokenUrl`: https://github.com/AgoraIO-Community/agora-token-service
 */

export const UiKitRtcParams = v.strictObject({
  channelName: v.pipe(
    agoraNameInPath('channelName', 63, '/access_token'),
    v.title('Channel'),
    v.description('The channel to join.'),
  ),
  role: Role,
  uid: v.pipe(Uid, v.description('The numeric user; 0 fits any.')),
});

export const UiKitRtmParams = v.strictObject({
  userId: v.pipe(
    agoraNameInPath('userId', 64, '/rtm_token'),
    v.title('User'),
    v.description('The user who logs in to Signaling.'),
  ),
});

const UiKitQuery = query({ expireTime: v.optional(ExpireTime), version: v.optional(Version) });

export const accessTokenRoute = {
  name: 'agoraRtc',
  method: 'GET',
  path: '/access_token',
  example: '/access_token?channelName=test&uid=1234&role=publisher&expireTime=600',
  audience: 'client',
  provider: 'agora',
  rights: agoraRights,
  user: { term: 'accounts', field: 'account', or: ['uid'] },
  audit: { kind: 'rtc', subject: ['channelName', 'uid', 'account', 'role', 'rtmUserId'], vends: true },
  title: 'Agora RTC',
  summary: 'An Agora RTC token: one user, one channel, one role; with rtmUserId good for Signaling, too.',
  query: AccessTokenQuery,
  response: VendedToken,
  failures: ['not_configured', 'unavailable'],
} as const satisfies Route;

export const rtmTokenRoute = {
  name: 'agoraRtm',
  method: 'GET',
  path: '/rtm_token',
  example: '/rtm_token?userId=ada',
  audience: 'client',
  provider: 'agora',
  rights: agoraRights,
  user: { term: 'accounts', field: 'userId' },
  audit: { kind: 'rtm', subject: ['userId'], vends: true },
  title: 'Agora RTM',
  summary: 'An Agora RTM (Signaling) token for one user.',
  query: RtmTokenQuery,
  response: VendedToken,
  failures: ['not_configured', 'unavailable'],
} as const satisfies Route;

export const uiKitRtcRoute = {
  name: 'agoraUiKitRtc',
  method: 'GET',
  path: '/rtc/{channelName}/{role}/uid/{uid}',
  example: '/rtc/test/publisher/uid/1234',
  audience: 'client',
  provider: 'agora',
  rights: agoraRights,
  user: { term: 'accounts', field: 'uid' },
  audit: { kind: 'rtc', subject: ['channelName', 'uid', 'role'], vends: true },
  title: 'Agora UI Kit, RTC',
  tokenField: 'rtcToken',
  summary: 'An Agora RTC token, as Agora’s UI Kits ask for it.',
  query: UiKitQuery,
  params: UiKitRtcParams,
  response: v.pipe(v.strictObject({ rtcToken: TokenText, expiresAt: ExpiresAt }), named('UiKitRtcToken')),
  failures: ['not_configured', 'unavailable'],
} as const satisfies Route;

export const uiKitRtmRoute = {
  name: 'agoraUiKitRtm',
  method: 'GET',
  path: '/rtm/{userId}',
  example: '/rtm/ada',
  audience: 'client',
  provider: 'agora',
  rights: agoraRights,
  user: { term: 'accounts', field: 'userId' },
  audit: { kind: 'rtm', subject: ['userId'], vends: true },
  title: 'Agora UI Kit, RTM',
  tokenField: 'rtmToken',
  summary: 'An Agora RTM (Signaling) token, as Agora’s UI Kits ask for it.',
  query: UiKitQuery,
  params: UiKitRtmParams,
  response: v.pipe(v.strictObject({ rtmToken: TokenText, expiresAt: ExpiresAt }), named('UiKitRtmToken')),
  failures: ['not_configured', 'unavailable'],
} as const satisfies Route;
