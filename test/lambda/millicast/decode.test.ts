import { expect, it } from 'vitest';
import { decode } from '../../../lambda/millicast/decode.ts';
import viewer from './vectors/self-signed.json' with { type: 'json' };

it('reads a viewer token', async () => {
  const decoded = await decode(viewer.jwt, {});
  const rows = Object.fromEntries(decoded?.rows ?? []);
  expect(decoded?.format).toBe('Millicast viewer token (JSON Web Token)');
  expect(rows.Ends).toMatch(/\(1750813871\)$/);
  const { streamName, tokenId } = viewer.payload.streaming;
  expect(rows).toMatchObject({ Stream: streamName, 'Signed with the token of id': String(tokenId) });
  expect(rows.Signature).toBe('HS256; only who holds the key can check it');
});
