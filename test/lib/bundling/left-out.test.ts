import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../../lib/bundling/bundle.ts';
import { bundleOptions } from '../../../lib/bundling/bundled-code.ts';
import { leftOut } from '../../../lib/bundling/left-out.ts';
import { regionalRuntime } from '../../../lib/functions/runtime.ts';
import { projectRoot } from '../../../lib/root.ts';

const within = (folder: string) => (file: string) => !existsSync(join(projectRoot, folder, file));

const files = leftOut.flatMap(({ unused, replaced }) => [...unused, ...Object.keys(replaced)]);

describe('what is left out of the bundles', () => {
  it('is all there to be left out: a package that moves its files brings them back', () => {
    expect(files.filter(within('node_modules'))).toEqual([]);
    expect(leftOut.flatMap(({ replaced }) => Object.values(replaced)).filter(within('lambda'))).toEqual([]);
  });

  it('is named once', () => {
    expect(new Set(files).size).toBe(files.length);
    expect(files.length).toBeGreaterThan(20);
  });
});

/** Nobody waits for them, and only stages with rotation have them; the origin's has CloudFront's client, too. */
it.each([
  ['rotate-password', 204_800],
  ['rotation-check', 204_800],
  ['rotate-origin', 317_000],
])('%s is within its budget', (name, budget) => {
  const options = {
    ...bundleOptions(`lambda/${name}`, regionalRuntime),
    outdir: 'unwritten',
    write: false,
    metafile: true,
  };
  const files = Object.values(bundle(options)?.outputs ?? {});
  expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(budget);
  expect(files).not.toEqual([]);
});

describe('bundling', () => {
  it('throws what esbuild says, and goes on to the next', () => {
    const options = { absWorkingDir: projectRoot, bundle: true, write: false, metafile: true, format: 'esm' } as const;
    expect(() => bundle({ ...options, entryPoints: ['lambda/no-such.ts'], logLevel: 'silent' })).toThrow('no-such.ts');
    const built = bundle({ ...options, entryPoints: ['lambda/shared/secrets/region-of.ts'], outfile: 'unwritten.mjs' });
    expect(Object.keys(built?.outputs ?? {})).toEqual(['unwritten.mjs']);
  });
});
