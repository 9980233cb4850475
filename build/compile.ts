import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../lib/root.ts';
import { importsIn } from './imports.ts';

/** Another folder than the output: in that, everything is deleted that nothing imports. */
const configDir = join(projectRoot, 'dist');

const tsc = fileURLToPath(new URL('../bin/tsc', import.meta.resolve('typescript')));

/** Compiles modules, and all that they import, to JavaScript. @param modules within the project. */
export function compileModules(modules: readonly string[], outDir: string): void {
  compile(modules, outDir, { declaration: false, removeComments: true });
  keepReachable(modules, outDir, ['.js', '.mjs']);
}

/** Writes the types of a module, and of all that they name. */
export function compileTypes(module: string, outDir: string): void {
  compile([module], outDir, { declaration: true, emitDeclarationOnly: true });
  for (const file of filesIn(outDir, ['.d.ts'])) {
    // The compiler rewrites imports in JavaScript only.
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(["']\.\.?\/[^"']+)\.ts(["'])/g, '$1.js$2'));
  }
  keepReachable([module], outDir, ['.d.ts']);
}

function compile(modules: readonly string[], outDir: string, options: Readonly<Record<string, boolean>>): void {
  mkdirSync(configDir, { recursive: true });
  const config = join(configDir, `tsconfig.${process.pid}.json`);
  const compilerOptions = {
    ...{ noEmit: false, rewriteRelativeImportExtensions: true, rootDir: projectRoot, outDir },
    // `npm run types` checks the same sources.
    ...{ noCheck: true, ...options },
  };
  const files = modules.map((module) => join(projectRoot, module));
  writeFileSync(config, JSON.stringify({ extends: '../tsconfig.json', compilerOptions, files, include: [] }));
  try {
    execFileSync(process.execPath, [tsc, '-p', config, '--singleThreaded'], { stdio: 'inherit' });
  } finally {
    rmSync(config);
  }
}

/** Deletes files that only types needed, or that types don't need. */
function keepReachable(modules: readonly string[], outDir: string, endings: readonly [string, ...string[]]): void {
  const reached = new Set<string>();
  const reach = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const path of importsIn(readFileSync(file, 'utf8')).filter((each) => each.startsWith('.'))) {
      reach(resolve(dirname(file), path.replace(/\.js$/, endings[0])));
    }
  };
  for (const module of modules) reach(join(outDir, module.replace(/\.ts$/, endings[0])));
  for (const file of filesIn(outDir, endings)) if (!reached.has(file)) rmSync(file);
}

function filesIn(dir: string, endings: readonly string[]): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .map((name) => join(dir, name))
    .filter((file) => statSync(file).isFile());
}
