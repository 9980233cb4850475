import type { Terms } from '../../api/terms.ts';

/** A provider with a term of each kind. */
export const termsOfEachKind = {
  rooms: {
    kind: 'names',
    called: 'room',
    listed: 'room patterns',
    expected: 'a room’s name',
    charset: /^[a-z]*$/,
    description: 'Tokens for these rooms.',
  },
  regions: {
    kind: 'choices',
    called: 'region',
    listed: 'regions',
    choices: ['eu', 'us'],
    parameter: 'region',
    description: 'Tokens in these regions.',
  },
  publish: { kind: 'flag', called: 'publishing', description: 'Tokens to publish with.' },
  viewers: {
    kind: 'count',
    called: 'a room',
    unit: 'viewers',
    min: 1,
    max: 1_000,
    description: 'Tokens for as many viewers.',
  },
} as const satisfies Terms;
