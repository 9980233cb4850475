import { expect, it } from 'vitest';
import { interleaved } from '../../bench/interleaved.ts';
import { ratio, spread } from '../../bench/statistics.ts';

it('gives the median and the quartiles', () => {
  expect(spread([5, 1, 4, 2, 3])).toEqual({ median: 3, lower: 2, upper: 4 });
  expect(spread([1, 2, 3, 4])).toEqual({ median: 2.5, lower: 1.75, upper: 3.25 });
  expect(spread([7])).toEqual({ median: 7, lower: 7, upper: 7 });
});

it('takes ratios round by round, so that a slow minute slows both', () => {
  expect(ratio([2, 20, 200], [1, 10, 100])).toEqual({ median: 2, lower: 2, upper: 2 });
});

it('lets every subject begin a round, and doesn’t count the first', async () => {
  const order: string[] = [];
  const subject = (name: string): [string, () => Promise<number>] => [name, async () => order.push(name)];
  const samples = await interleaved(3, new Map(['a', 'b', 'c'].map(subject)));
  expect(order.join('')).toBe('abcbcacababc');
  expect([...samples.values()].map(({ length }) => length)).toEqual([3, 3, 3]);
});
