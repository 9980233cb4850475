import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BundleFolders, type BundleSource, keptOr } from '../../../lib/bundling/kept-bundles.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let folders: BundleFolders;

beforeEach(() => {
  folders = { sources: temporaryFolder('sources'), kept: join(temporaryFolder('kept'), 'bundles') };
  change('handler.ts', 'one');
});

const guard: BundleSource = { name: 'guard', settings: 'minified', also: ['left-out.ts'] };

/** As if it had been written a while ago. */
function change(file: string, text: string): void {
  writeFileSync(join(folders.sources, file), text);
  changedAt(file, ++aWhileAgo);
}

let aWhileAgo = 1_000_000_000;

function changedAt(file: string, seconds: number): void {
  utimesSync(join(folders.sources, file), seconds, seconds);
}

/** What bundles: it reads these files, and puts what they hold one after the other. */
const bundler =
  (...files: string[]) =>
  (dir: string) => {
    const texts = files.map((file) => readFileSync(join(folders.sources, file), 'utf8'));
    writeFileSync(join(dir, 'index.mjs'), texts.join(' '));
    return files;
  };

const never = () => expect.fail('it is there');

/** The file `index.mjs` of a bundle, put into a folder of its own. */
function index(write: (dir: string) => readonly string[], source = guard): string {
  const dir = temporaryFolder();
  keptOr(source, dir, write, folders);
  expect(readdirSync(dir)).toEqual(['index.mjs']);
  return readFileSync(join(dir, 'index.mjs'), 'utf8');
}

const kept = () => readdirSync(folders.kept).sort();

describe('a bundle that is kept', () => {
  it('is made once, and copied from then on', () => {
    expect(index(bundler('handler.ts'))).toBe('one');
    expect(index(never)).toBe('one');
    expect(kept()).toEqual([expect.stringMatching(/^guard-[0-9a-f]{32}$/), 'guard.json']);
  });

  it('is made anew for another content of a file that was read, and found again for the old one', () => {
    index(bundler('handler.ts'));
    change('handler.ts', 'two');
    expect(index(bundler('handler.ts'))).toBe('two');
    change('handler.ts', 'one');
    expect(index(never)).toBe('one');
  });

  it('is made anew where it imports another file', () => {
    index(bundler('handler.ts'));
    change('handler.ts', 'two');
    change('imported.ts', 'more');
    expect(index(bundler('handler.ts', 'imported.ts'))).toBe('two more');
    change('imported.ts', 'else');
    expect(index(bundler('handler.ts', 'imported.ts'))).toBe('two else');
  });

  it.each<[string, Partial<BundleSource>]>([
    ['of another function', { name: 'authorizer' }],
    ['with other settings', { settings: 'as it is' }],
  ])('is not that %s', (_which, others) => {
    index(bundler('handler.ts'));
    change('other.ts', 'another');
    expect(index(bundler('other.ts'), { ...guard, ...others })).toBe('another');
  });

  it('is made anew when a file appears that the bundler would have looked at', () => {
    index(bundler('handler.ts'));
    change('left-out.ts', '');
    change('other.ts', 'another');
    expect(index(bundler('other.ts'))).toBe('another');
  });

  it('is not kept where a file has changed meanwhile: which content was read isn’t known', () => {
    const slowly = (dir: string) => {
      const read = bundler('handler.ts')(dir);
      changedAt('handler.ts', Date.now() / 1_000 + 60);
      return read;
    };
    expect(index(slowly)).toBe('one');
    expect(existsSync(folders.kept)).toBe(false);
  });

  it('is not there when it could not be made', () => {
    const failing = (dir: string) => {
      writeFileSync(join(dir, 'index.mjs'), 'half');
      throw new Error('no such module');
    };
    expect(() => index(failing)).toThrow('no such module');
    expect(index(bundler('handler.ts'))).toBe('one');
  });

  it('is only one of a few', () => {
    for (let at = 0; at < 10; at += 1) {
      change('handler.ts', `version ${at}`);
      index(bundler('handler.ts'));
    }
    expect(kept()).toHaveLength(4 + 1);
    expect(index(never)).toBe('version 9');
  });
});

describe('a folder of bundles', () => {
  it('that can’t be written is done without', () => {
    writeFileSync(folders.kept, 'a file');
    expect(index(bundler('handler.ts'))).toBe('one');
    change('handler.ts', 'two');
    expect(index(bundler('handler.ts'))).toBe('two');
  });

  it('that another process fills has that one’s bundle, whole', () => {
    expect(index(bundler('handler.ts'))).toBe('one');
    const [entry = ''] = kept();
    const list = readFileSync(join(folders.kept, 'guard.json'), 'utf8');
    const again = { ...folders, kept: join(temporaryFolder('kept'), 'bundles') };
    const second = (dir: string) => {
      mkdirSync(join(again.kept, entry), { recursive: true });
      writeFileSync(join(again.kept, entry, 'index.mjs'), 'theirs');
      return bundler('handler.ts')(dir);
    };
    folders = again;
    expect(index(second)).toBe('one');
    expect(kept()).toEqual([entry, 'guard.json']);
    expect(readFileSync(join(folders.kept, 'guard.json'), 'utf8')).toBe(list);
    expect(index(never)).toBe('theirs');
  });

  it('whose list isn’t one is written anew', () => {
    mkdirSync(folders.kept);
    writeFileSync(join(folders.kept, 'guard.json'), 'half of a li');
    expect(index(bundler('handler.ts'))).toBe('one');
    expect(index(never)).toBe('one');
  });
});
