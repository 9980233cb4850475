import { expect, it } from 'vitest';
import { randomPassword } from '../../../../lambda/shared/rotation/random-password.ts';

it('a random password has so many letters and digits, any of the 62', () => {
  const passwords = Array.from({ length: 100 }, () => randomPassword(64));
  for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9]{64}$/);
  expect(new Set(passwords).size).toBe(100);
  // That one of them is missing in 6,400 has a chance of 1 in 10^43.
  expect(new Set(passwords.join('')).size).toBe(62);
});
