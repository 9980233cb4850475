import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { providers } from '../../lambda/providers.ts';
import { projectRoot } from '../../lib/root.ts';
import { decoded } from '../../web/decoded.ts';

const anything = fc.oneof(
  fc.string(),
  fc.base64String(),
  fc.base64String().map((text) => `006${'a'.repeat(32)}${text}`),
  fc.base64String().map((text) => `007${text}`),
  fc.tuple(fc.base64String(), fc.base64String()).map((parts) => `${parts.join('.')}.`),
);

const decoders = providers
  .map(({ id }) => join(projectRoot, 'lambda', id, 'decode.ts'))
  .filter((file) => existsSync(file));

describe('the console', () => {
  it.each(decoders)('shows whatever it is given in place of a token: %s', async (file) => {
    const { decode } = await import(file);
    await fc.assert(
      fc.asyncProperty(anything, async (token) => {
        const { rows } = await decoded(decode, token, {});
        expect(rows.length).toBeGreaterThan(0);
        for (const [name, value] of rows) expect([typeof name, typeof value]).toEqual(['string', 'string']);
      }),
    );
  });

  it('shows a token as opaque without a decoder, or when the decoder fails', async () => {
    const opaque = { format: 'Opaque: only its provider can read it', rows: [['Length', '5 characters']] };
    const fails = () => {
      throw new Error('not such a token');
    };
    for (const decode of [undefined, () => undefined, async () => undefined, fails, async () => fails()]) {
      expect(await decoded(decode, 'token', {})).toEqual(opaque);
    }
  });
});
