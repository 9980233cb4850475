import { expect, it } from 'vitest';
import { decode } from '../../../lambda/millicast/decode.ts';
import viewer from './vectors/self-signed.json' with { type: 'json' };

it('reads a viewer token', async () => {
  const decoded = await decode(viewer.jwt, {});
  const rows = Object.fromEntries(decoded?.rows ?? []);
  expect(decoded?.format).toBe('JSON Web Token');
  expect(rows.exp).toMatch(/\(1750813871\)$/);
  expect(JSON.parse(String(rows.streaming))).toEqual(viewer.payload.streaming);
  expect(rows.Signature).toBe('HS256; only who holds the key can check it');
});
