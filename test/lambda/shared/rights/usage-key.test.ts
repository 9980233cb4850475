import { expect, it } from 'vitest';
import { usageKey } from '../../../../lambda/shared/rights/usage-key.ts';

it('a usage key is what API Gateway takes as a key’s value, and each caller’s own', () => {
  const keys = [
    usageKey('dev', 'client'),
    usageKey('dev', 'admin'),
    usageKey('prod', 'client'),
    usageKey('dev', undefined),
    usageKey('dev', 'client', undefined, 'eu-west-1'),
  ];
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9]{20,128}$/);
  expect(new Set(keys).size).toBe(5);
  expect(usageKey('dev', 'client')).toBe(keys[0]);
});

it('a usage key stays as it is: another one would be counted anew in a deployed stage', () => {
  expect([usageKey('dev', 'client'), usageKey('dev', undefined)]).toEqual([
    '62e8e4d5eae1795d32ff4ee29aa8726505458ecc971b05875efa53ce85953849',
    '42e5215c89b37c4efdd1e50596b0345ccb921076fdf9fedf5d7a153de99cc756',
  ]);
});
