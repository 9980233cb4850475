import * as v from 'valibot';
import { displayText, IDENTIFIER_CHARSET, identifier } from '../../api/names.ts';
import { ExpireTime, query, trueOrFalse } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import type { Terms } from '../../api/terms.ts';
import { VendedToken } from '../../api/tokens.ts';

/** What a participant may send: https://docs.daily.co/reference/daily-js/types/daily-participant-permissions */
export const media = ['video', 'audio', 'screenVideo', 'screenAudio'] as const;
export type Medium = (typeof media)[number];

/** As the room has it: the token then says nothing, and the room's own permissions count. */
export const AS_THE_ROOM = 'room';
const NOTHING = 'none';

/** What rights can limit of Daily's tokens. */
export const dailyRights = {
  rooms: {
    kind: 'names',
    called: 'room',
    listed: 'room patterns',
    expected: 'a room’s name, in which * stands for any characters',
    description: 'Tokens for these rooms. `*` stands for any characters, and the whole name must match.',
    charset: /^[\w-]*$/,
    parameter: 'room',
  },
  userIds: {
    kind: 'names',
    called: 'user id',
    listed: 'user id patterns',
    expected: 'a user’s id, in which * stands for any characters',
    description: 'Tokens for these users. `*` stands for any characters, and the whole id must match.',
    charset: IDENTIFIER_CHARSET,
    parameter: 'userId',
  },
  owner: {
    kind: 'flag',
    called: 'owners’ tokens',
    description: '`false`: no tokens of owners, who may do everything in the room.',
    parameter: 'owner',
  },
  send: {
    kind: 'choices',
    called: 'sending',
    listed: 'kinds of media',
    choices: [AS_THE_ROOM, ...media],
    parameter: 'send',
    description: 'Tokens to send these media with; `room` for those that the room’s own permissions give.',
  },
  hidden: {
    kind: 'flag',
    called: 'hidden participants',
    description: '`false`: no tokens of participants whom the others don’t see.',
    parameter: 'hidden',
  },
} as const satisfies Terms;
export type DailyRights = typeof dailyRights;

const ROOM = 'room must be 1 to 128 letters, digits, - and _';
const SEND = `send must be ${AS_THE_ROOM}, ${NOTHING}, or some of ${media.join(', ')}, separated by commas`;

const Send = v.pipe(
  v.string(),
  v.regex(/^\w+(?:,\w+)*$/, SEND),
  v.check(
    (text) =>
      text === AS_THE_ROOM || text === NOTHING || text.split(',').every((name) => media.some((one) => one === name)),
    SEND,
  ),
  v.description(
    `What the participant may send: \`${media.join('`, `')}\`, separated by commas; \`${NOTHING}\`; or \`${AS_THE_ROOM}\` (the default): as the room’s own permissions are.`,
  ),
);

/** What a query asks to send: nothing, some media, or what the room gives. */
export function sendIn({ send }: Pick<MeetingTokenQuery, 'send'>): (Medium | typeof AS_THE_ROOM)[] {
  return send === NOTHING ? [] : (send.split(',') as (Medium | typeof AS_THE_ROOM)[]);
}

export const MeetingTokenQuery = query({
  room: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,128}$/, ROOM), v.description('The room to join.')),
  userId: v.pipe(identifier(36, 'userId'), v.description('The participant’s id in your app.')),
  userName: v.optional(
    v.pipe(displayText(128, 'userName'), v.examples(['Ada']), v.description('The participant’s name for the others.')),
  ),
  owner: v.optional(
    trueOrFalse(
      'owner',
      'Whether the participant owns the meeting, and may do everything in it, whatever send says. Default: false.',
    ),
    'false',
  ),
  send: v.optional(Send, AS_THE_ROOM),
  hidden: v.optional(trueOrFalse('hidden', 'Whether the others don’t see the participant. Default: false.'), 'false'),
  expireTime: v.optional(ExpireTime),
});
export type MeetingTokenQuery = v.InferOutput<typeof MeetingTokenQuery>;

export const dailyTokenRoute = {
  name: 'daily',
  method: 'GET',
  path: '/daily/token',
  example: '/daily/token?room=lobby&userId=ada',
  audience: 'client',
  provider: 'daily',
  rights: dailyRights,
  user: { term: 'userIds', field: 'userId' },
  audit: { kind: 'meeting', subject: ['room', 'userId', 'userName', 'owner', 'send', 'hidden'], vends: true },
  summary: 'A Daily meeting token: one participant, one room.',
  query: MeetingTokenQuery,
  response: VendedToken,
  failures: ['not_configured', 'unavailable'],
} as const satisfies Route;
