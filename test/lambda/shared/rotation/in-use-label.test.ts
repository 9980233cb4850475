import { expect, it } from 'vitest';
import { inUseLabel, inUseSince, isInUseLabel } from '../../../../lambda/shared/rotation/in-use-label.ts';

it('a label tells the time that it was made with, among others', () => {
  expect(inUseLabel(1_764_137_496_123.4)).toBe('in-use-since-1764137496123');
  expect(inUseSince(['AWSCURRENT', inUseLabel(1_764_137_496_123)])).toBe(1_764_137_496_123);
});

it('of two labels the later one counts: a rotation was cut off between them', () => {
  expect(inUseSince([inUseLabel(2_000), inUseLabel(10_000), inUseLabel(3_000)])).toBe(10_000);
});

it.each([[undefined], [[]], [['AWSCURRENT']], [['in-use-since-']], [['in-use-since-yesterday']], [['another-label7']]])(
  'nothing is told by %j',
  (labels) => {
    expect(inUseSince(labels)).toBeUndefined();
  },
);

it('no label of Secrets Manager’s own is taken for one', () => {
  expect(['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'].filter(isInUseLabel)).toEqual([]);
});
