import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenBucket } from '../../../local/api-gateway/throttle.ts';

describe('tokenBucket', () => {
  it('gives the burst at once, then the rate', () => {
    let now = 0;
    const take = tokenBucket({ rate: 2, burst: 3 }, () => now);
    const takeMany = (count: number) => Array.from({ length: count }, take).filter((taken) => taken).length;
    expect(takeMany(10)).toBe(3);
    now = 499;
    expect(takeMany(10)).toBe(0);
    now = 500;
    expect(takeMany(10)).toBe(1);
    now = 60_000;
    expect(takeMany(10)).toBe(3);
  });

  it('never gives more than the burst and what the rate has filled in', () => {
    const steps = fc.array(fc.record({ waitMs: fc.nat(2_000), asks: fc.nat(20) }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), steps, (rate, burst, asked) => {
        let now = 0;
        let taken = 0;
        const take = tokenBucket({ rate, burst }, () => now);
        for (const { waitMs, asks } of asked) {
          now += waitMs;
          for (let ask = 0; ask < asks; ask += 1) taken += take() ? 1 : 0;
        }
        expect(taken).toBeLessThanOrEqual(burst + (now / 1000) * rate + 1e-6);
      }),
    );
  });
});
