import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { beforeAll, describe, expect, it } from 'vitest';
import { importsIn } from '../../build/imports.ts';
import { projectRoot } from '../../lib/root.ts';
import { packedFile, projectWithPackage } from '../support/packed.ts';

/** Building and packing take this long on a busy machine, in milliseconds. */
const SLOWLY = 300_000;

let tarball: Buffer;
let root: string;
let files: string[];

beforeAll(async () => {
  tarball = readFileSync(await packedFile());
  root = join(await projectWithPackage(), 'node_modules', 'stagepass');
  files = readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/')] : [],
  );
}, SLOWLY);

const manifest = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * Modules for Node and for the compiler. Bundles and the console's parts import nothing; bin/ is the repository's, too, and
 * imports what only that has.
 */
const modules = () => files.filter((file) => /^dist\/(?!package\/(functions|console)\/).*\.m?[jt]s$/.test(file));

const importsOf = (file: string) => importsIn(readFileSync(join(root, file), 'utf8'));

describe('the packed file', () => {
  it('is clean by publint', { timeout: SLOWLY }, async () => {
    const pkg = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball: pkg }, strict: true });
    expect(messages).toEqual([]);
  });

  it('has the types that ES modules and bundlers find', { timeout: SLOWLY }, async () => {
    const result = await checkPackage(createPackageFromTarballData(tarball));
    if (result.types === false) throw new Error('it has no types');
    // The profile for packages of ES modules: what only a CommonJS package gets right doesn't count.
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem && /^node(10|16-cjs)$/.test(problem.resolutionKind)),
    );
    expect(problems).toEqual([]);
    expect(Object.keys(result.entrypoints)).toEqual(expect.arrayContaining(['.', './client', './react']));
  });

  it('holds no source, no map, nothing of tests, and no path of the machine', () => {
    const foreign = files.filter((file) => /(?<!\.d)\.[cm]?ts$|\.map$|(^|\/)(test|bench|node_modules)\//.test(file));
    expect(foreign).toEqual([]);
    const text = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    expect(text).not.toContain('sourceMappingURL');
    expect(text).not.toContain(dirname(import.meta.dirname));
  });

  it('has what is loaded by a name: sandboxes, checks of keys, makers of secrets, and the local runtime', () => {
    const named = readdirSync(join(projectRoot, 'lambda'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /^[\w-]+.(sandbox.stand-in|check-keys|create-parent)\.ts$/.test(file))
      .map((file) => `dist/package/lambda/${file.replaceAll('\\', '/').replace(/ts$/, 'js')}`);
    expect(named.length).toBeGreaterThan(12);
    expect(files).toEqual(expect.arrayContaining([...named, 'dist/package/local/lambda/runtime.mjs']));
  });

  it('has every file that its modules import', () => {
    const missing = modules().flatMap((file) =>
      importsOf(file)
        .filter((path) => path.startsWith('.'))
        .map((path) => relative(root, resolve(root, dirname(file), path)).replaceAll('\\', '/'))
        .map((path) => (/\.d\.ts$/.test(file) ? path.replace(/\.js$/, '.d.ts') : path))
        .filter((path) => !files.includes(path)),
    );
    expect(missing).toEqual([]);
  });

  it('has a library that Node 20 loads, as its package.json says', () => {
    const newer =
      /\b(?:Map|Object)\.groupBy\b|Promise\.(?:withResolvers|try)\b|Array\.fromAsync\b|URL\.parse\(|import\.meta\.(?:dirname|filename|main)\b|\b(?:Iterator|RegExp\.escape|Error\.isError)\b|\.(?:intersection|(?:symmetricD|d)ifference|is(?:Subset|Superset|DisjointFrom)\w*)\(|\b(?<!\bv)\.union\(|\.(?:values|keys|entries|matchAll)\([^)]*\)\s*\.(?:map|filter|flatMap|some|every|find|take|drop|reduce|toArray|forEach)\(|^\s*(?:await )?using \w+ =|\(\?[ims]+[:-]/gm;
    const reached = new Set<string>();
    const reach = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const path of importsOf(file)) {
        if (path.startsWith('.')) reach(relative(root, resolve(root, dirname(file), path)).replaceAll('\\', '/'));
      }
    };
    reach('dist/package/lib/index.js');
    expect(manifest().engines.node).toBe('>=20');
    expect(reached.size).toBeGreaterThan(100);
    const used = [...reached].flatMap((file) => {
      // What Object.values gives is a list, which every Node can map.
      const text = readFileSync(join(root, file), 'utf8').replaceAll(/\bObject\.(?=values|keys|entries)\w+/g, '');
      return (text.match(newer) ?? []).map((name) => `${file}: ${name}`);
    });
    expect(used).toEqual([]);
  });

  it('depends on the packages that its modules import, and on no other', () => {
    const packages = modules()
      .flatMap(importsOf)
      .filter((path) => !path.startsWith('.') && !isBuiltin(path));
    const names = packages.map((path) => path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
    const { dependencies, peerDependencies } = manifest();
    expect([...new Set(names)].sort()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort());
  });
});
