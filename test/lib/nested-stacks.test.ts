import { describe, expect, it } from 'vitest';
import { mostOf } from '../../lib/config/stage.ts';
import { NESTED_STACKS, nestedStackOf } from '../../lib/nested-stacks.ts';

describe('the nested stack that a caller is in', () => {
  it('is the same as ever, since a secret that moves is made anew', () => {
    const places = ['client', 'admin', 'kiosk-1', 'a', 'partner-with-a-long-name'].map(nestedStackOf);
    expect(places).toEqual([3, 5, 3, 2, 6]);
    expect(NESTED_STACKS).toBe(8);
  });

  it.each(['caller-', 'partner', 'a', 'kiosk-of-the-'])(
    'leaves room in each for as many callers as a stage may have: %s',
    (name) => {
      const counts = Array<number>(NESTED_STACKS).fill(0);
      for (let at = 0; at < mostOf.callers; at += 1) {
        const place = nestedStackOf(`${name}${at}`);
        counts[place] = (counts[place] ?? 0) + 1;
      }
      // With a limit of its own, a caller has three resources in the API stack.
      expect(Math.max(...counts) * 3).toBeLessThan(400);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    },
  );
});
