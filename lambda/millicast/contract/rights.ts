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
} as const satisfies Terms;
