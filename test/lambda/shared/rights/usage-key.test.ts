import { expect, it } from 'vitest';
import { usageKey } from '../../../../lambda/shared/rights/usage-key.ts';

it('a usage key is what API Gateway takes as a key’s value, and each caller’s own', () => {
  const keys = [
    usageKey('dev', 'client'),
    usageKey('dev', 'admin'),
    usageKey('prod', 'client'),
    usageKey('dev', undefined),
  ];
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9]{20,128}$/);
  expect(new Set(keys).size).toBe(4);
  expect(usageKey('dev', 'client')).toBe(keys[0]);
});
