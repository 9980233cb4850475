import type { Terms } from '../../../api/terms.ts';

/** What rights can limit of Millicast's tokens. */
export const millicastRights = {
  streams: {
    kind: 'names',
    called: 'stream',
    listed: 'stream patterns',
    expected: 'a stream’s name, in which * stands for any characters',
    description:
      'Viewer tokens for these streams, and publish and subscribe tokens that open no other: only those may the caller [make, see, change and delete](#which-tokens-a-caller-may-have). `*` stands for any characters. A token with a regular expression needs the right to `*` itself.',
  },
} as const satisfies Terms;
