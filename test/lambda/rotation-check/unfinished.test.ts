import { expect, it } from 'vitest';
import { unfinished } from '../../../lambda/rotation-check/unfinished.ts';

const NOW = Date.UTC(2026, 0, 10);
const DAY = 86_400_000;
const done = { a: ['AWSCURRENT'], b: ['AWSPREVIOUS'] };

it.each([
  [undefined, 'is finished', { stagesByVersion: done }],
  [
    'pending',
    'has its label still on the current version, since a replica doesn’t follow',
    { stagesByVersion: { a: ['AWSCURRENT', 'AWSPENDING'] } },
  ],
  ['pending', 'has begun', { stagesByVersion: { ...done, c: ['AWSPENDING'] } }],
  [
    'pending',
    'left its label on a version that was current',
    { stagesByVersion: { a: ['AWSCURRENT'], b: ['AWSPREVIOUS', 'AWSPENDING'] } },
  ],
  ['replica', 'has nothing left to do, of a secret with a replica that is not in sync', { replicasInSync: false }],
  ['off', 'was turned off', { enabled: false }],
  [undefined, 'is late by less than a day', { nextAt: NOW - DAY }],
  ['overdue', 'is late by more', { nextAt: NOW - DAY - 1 }],
  [undefined, 'has never been', { nextAt: undefined }],
] as const)('says %s of a rotation that %s', (expected, _what, status) => {
  const usual = { enabled: true, nextAt: NOW + DAY, stagesByVersion: done, replicasInSync: true };
  expect(unfinished({ ...usual, ...status }, NOW)).toBe(expected);
});
