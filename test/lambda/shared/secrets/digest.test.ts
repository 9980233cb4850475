import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { digestOf } from '../../../../lambda/shared/secrets/digest.ts';

it('a digest is SHA-256 of the UTF-8', () => {
  expect(digestOf('pässwörd')).toEqual(createHash('sha256').update('pässwörd', 'utf8').digest());
});
