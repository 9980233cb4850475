import { describe, expect, it } from 'vitest';
import { isOneOf } from '../../edge-auth/password-digest.ts';
import { digestOf } from '../../lambda/shared/secrets/digest.ts';

describe('isOneOf', () => {
  it('matches any of three, in whatever place', () => {
    const three = ['current', 'pending', 'previous'].map(digestOf);
    expect(['current', 'pending', 'previous', 'other'].map((given) => isOneOf(three, given))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('matches nothing where there is no password', () => {
    expect(isOneOf([], '')).toBe(false);
    expect(isOneOf([], 'undefined')).toBe(false);
  });
});
