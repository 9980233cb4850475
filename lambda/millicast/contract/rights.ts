import { IDENTIFIER_CHARSET } from '../../../api/names.ts';
import type { Terms } from '../../../api/terms.ts';

/** What rights can limit of Millicast's tokens. */
export const millicastRights = {
  streams: {
    kind: 'names',
    called: 'stream',
    listed: 'stream patterns',
    expected: 'a stream’s name, in which * stands for any characters',
    description: 'Tokens for [these streams](#which-tokens-a-caller-may-have) and no other.',
    parameter: 'streamName',
  },
  trackingIds: {
    kind: 'names',
    called: 'tracking id',
    listed: 'tracking id patterns',
    expected: 'a tracking id, in which * stands for any characters',
    charset: IDENTIFIER_CHARSET,
    parameter: 'trackingId',
    description:
      'Viewer and subscribe tokens with these tracking ids, and none without. `*` stands for any characters, and the whole id must match.',
  },
} as const satisfies Terms;
