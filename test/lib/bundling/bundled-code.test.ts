import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeBundle } from '../../../lib/bundling/bundled-code.ts';
import { regionalRuntime } from '../../../lib/functions/runtime.ts';
import { projectRoot } from '../../../lib/root.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the files that a bundle depends on', () => {
  let files: string[];
  const dir = temporaryFolder('bundle');
  beforeAll(() => {
    files = makeBundle('lambda/openapi', regionalRuntime, dir);
  });

  it('are those that were read', () => {
    expect(readdirSync(dir)).toContain('index.mjs');
    expect(files).toContain('lambda/openapi/handler.ts');
  });

  it('are those, too, in which a folder above them may say how they are read', () => {
    for (const folder of ['', 'lambda/', 'lambda/openapi/', 'lambda/shared/'])
      expect(files).toEqual(expect.arrayContaining([`${folder}package.json`, `${folder}tsconfig.json`]));
  });

  it('are none that another tsconfig.json extends', () => {
    expect(readFileSync(join(projectRoot, 'tsconfig.json'), 'utf8')).not.toContain('"extends"');
  });

  it('are each named once', () => {
    expect(new Set(files).size).toBe(files.length);
  });
});
