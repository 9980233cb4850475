import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { keptOr } from '../../../lib/bundling/kept-bundles.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const kept = inject('bundlesDir');

/** The file `index.mjs` of such a bundle, put into a folder of its own. */
function index(name: string, write: (dir: string) => void): string {
  const dir = temporaryFolder();
  keptOr(name, dir, write);
  return readFileSync(join(dir, 'index.mjs'), 'utf8');
}

const writing = (text: string) => (dir: string) => writeFileSync(join(dir, 'index.mjs'), text);

const left = (name: string) => readdirSync(kept).filter((each) => each.startsWith(name));

describe('a bundle that is kept', () => {
  it('is written once, and copied from then on', () => {
    const name = randomUUID();
    expect(index(name, writing('first'))).toBe('first');
    expect(index(name, () => expect.fail('it is there'))).toBe('first');
    expect(index(randomUUID(), writing('another'))).toBe('another');
  });

  it('is that of the process that was first', () => {
    const name = randomUUID();
    const second = (dir: string) => {
      mkdirSync(join(kept, name));
      writing('theirs')(join(kept, name));
      writing('ours')(dir);
    };
    expect(index(name, second)).toBe('theirs');
    expect(left(name)).toEqual([name]);
  });

  it('is not there when it could not be bundled', () => {
    const name = randomUUID();
    const failing = (dir: string) => {
      writing('half')(dir);
      throw new Error('no such module');
    };
    expect(() => index(name, failing)).toThrow('no such module');
    expect(index(name, writing('whole'))).toBe('whole');
  });
});
