import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BundleFolders, type BundleSource, keptOr } from '../../../lib/bundling/kept-bundles.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let folders: BundleFolders;
/** What the clock is ahead of that of files, in ms. */
let ahead: number;

beforeEach(() => {
  // So that what is written now was written a while ago.
  ahead = 60_000;
  folders = { sources: temporaryFolder('sources'), kept: join(temporaryFolder('kept'), 'bundles') };
  change('handler.ts', 'one');
});

const guard: BundleSource = { name: 'guard', settings: 'minified', also: ['left-out.ts'] };

function change(file: string, text: string): void {
  writeFileSync(join(folders.sources, file), text);
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

/** As `mv` and `rsync -t` do. */
function replace(file: string): void {
  const other = `${file}.other`;
  writeFileSync(other, 'two');
  for (const each of existsSync(file) ? [file, other] : [other]) utimesSync(each, 1_000_000_000, 1_000_000_000);
  renameSync(other, file);
}

/** The file `index.mjs` of a bundle, put into a folder of its own. */
function index(write: (dir: string) => readonly string[], source = guard): string {
  const dir = temporaryFolder();
  keptOr(source, dir, write, folders, () => Date.now() + ahead);
  expect(readdirSync(dir)).toEqual(['index.mjs']);
  return readFileSync(join(dir, 'index.mjs'), 'utf8');
}

const kept = () => readdirSync(folders.kept).sort();

describe('a bundle that is kept', () => {
  it('is made once, and copied from then on', () => {
    expect(index(bundler('handler.ts'))).toBe('one');
    expect(index(never)).toBe('one');
    expect(kept()).toEqual([expect.stringMatching(/^guard-[0-9a-f]{32}\.json$/)]);
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

  it.each<[string, (file: string) => void]>([
    ['is written to', (file) => writeFileSync(file, 'two')],
    ['gives way to an older one', replace],
    ['is removed', (file) => rmSync(file)],
  ])('is not kept where a file %s meanwhile: which content was read isn’t known', (_what, meanwhile) => {
    ahead = 0;
    const slowly = (dir: string) => {
      const read = bundler('handler.ts')(dir);
      meanwhile(join(folders.sources, 'handler.ts'));
      return read;
    };
    expect(index(slowly)).toBe('one');
    expect(existsSync(folders.kept)).toBe(false);
  });

  it('is made anew for a file of the same length that says that it is as old', () => {
    index(bundler('handler.ts'));
    expect(index(never)).toBe('one');
    replace(join(folders.sources, 'handler.ts'));
    expect(index(bundler('handler.ts'))).toBe('two');
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
    expect(kept()).toHaveLength(4);
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

  it('that another process empties is done without', () => {
    index(bundler('handler.ts'));
    rmSync(folders.kept, { recursive: true });
    expect(index(bundler('handler.ts'))).toBe('one');
    expect(index(never)).toBe('one');
  });

  it.each<[string, (entry: string) => void]>([
    ['cut off', (entry) => truncateSync(entry, 10)],
    ['empty', (entry) => truncateSync(entry)],
    ['changed', (entry) => writeFileSync(entry, readFileSync(entry, 'utf8').replace('one', 'two'))],
    ['null', (entry) => writeFileSync(entry, 'null')],
    ['without files', (entry) => writeFileSync(entry, '{}')],
    [
      'a folder',
      (entry) => {
        rmSync(entry);
        mkdirSync(entry);
      },
    ],
  ])('in which a bundle is %s is done without', (_how, damage) => {
    index(bundler('handler.ts'));
    damage(join(folders.kept, kept()[0] as string));
    expect(index(bundler('handler.ts'))).toBe('one');
  });

  it('has the bundles of other branches beside a damaged one', () => {
    index(bundler('handler.ts'));
    writeFileSync(join(folders.kept, `guard-${'0'.repeat(32)}.json`), 'half of a bun');
    expect(index(never)).toBe('one');
  });
});
