import type { Terms } from '../../../api/terms.ts';

/** What rights can limit of Millicast's tokens. */
export const millicastRights = {
  /** Of viewer tokens, and of the tokens that the caller makes, sees, changes and deletes. */
  streams: {
    kind: 'names',
    called: 'stream',
    listed: 'stream patterns',
    expected: 'a stream’s name, in which * stands for any characters',
  },
} as const satisfies Terms;
