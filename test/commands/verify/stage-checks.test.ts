import { expect, it } from 'vitest';
import { someOf } from '../../../commands/verify/stage-checks.ts';

it.each([
  [0, []],
  [3, [0, 1, 2]],
  [10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  [11, [0, 2, 4, 6, 8, 10]],
  [500, [0, 50, 100, 150, 200, 250, 300, 350, 400, 450]],
])('tries the names of %i callers, or of some where there are many', (count, tried) => {
  expect(someOf(Array.from({ length: count }, (_, at) => at))).toEqual(tried);
});
