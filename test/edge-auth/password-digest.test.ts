import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOf, isOneOf } from '../../edge-auth/password-digest.ts';

describe('digestOf', () => {
  it('is SHA-256 of the UTF-8', () => {
    expect(digestOf('pässwörd')).toEqual(createHash('sha256').update('pässwörd', 'utf8').digest());
  });
});

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
