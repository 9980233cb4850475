import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildClient } from '../client/build/build-client.ts';
import { providers } from '../lambda/providers.ts';
import { secretsOf } from '../lambda/shared/providers/provider.ts';
import { bundleName, FUNCTIONS_AHEAD, makeBundle } from '../lib/bundling/bundled-code.ts';
import { CONSOLE_AHEAD, consoleParts } from '../lib/console/console-code.ts';
import { edgeRuntime, regionalRuntime } from '../lib/functions/runtime.ts';
import { projectRoot } from '../lib/root.ts';
import { compileModules, compileTypes } from './compile.ts';

/** What a project imports. */
const LIBRARY = 'lib/index.ts';

const COMMAND_LINE = 'commands/stagepass.ts';

/** Writes the package's code: JavaScript with types, the bundles of all functions, and the parts of all consoles. */
export function buildPackage(outDir: string): void {
  rmSync(outDir, { recursive: true, force: true });
  compileModules([LIBRARY, COMMAND_LINE, ...loadedByName()], outDir);
  compileTypes(LIBRARY, outDir);
  writeFunctions(join(outDir, FUNCTIONS_AHEAD));
  writeFiles(join(outDir, CONSOLE_AHEAD), consoleParts());
}

/** The modules that no other imports by a path that stands there. */
function loadedByName(): string[] {
  const ofProviders = providers.flatMap(({ id, functions }) => {
    const checkKeys = `lambda/${id}/check-keys.ts`;
    return [
      `lambda/${id}/sandbox/stand-in.ts`,
      ...(existsSync(join(projectRoot, checkKeys)) ? [checkKeys] : []),
      ...secretsOf(functions).flatMap(({ madeBy }) => (madeBy === undefined ? [] : [`lambda/${id}/${madeBy}.ts`])),
    ];
  });
  return ['local/lambda/runtime.mjs', ...ofProviders];
}

/** The bundle of every function that any stage may have, made from what is there now. */
function writeFunctions(outDir: string): void {
  const ofProviders = new Set(providers.flatMap(({ functions }) => functions.map(({ folder }) => folder)));
  const folders = readdirSync(join(projectRoot, 'lambda')).filter((folder) =>
    existsSync(join(projectRoot, 'lambda', folder, 'handler.ts')),
  );
  const all = [
    { folder: 'edge-auth', runtime: edgeRuntime, byProject: false },
    ...folders.flatMap((name) => {
      const each = { folder: `lambda/${name}`, runtime: regionalRuntime, byProject: false };
      return ofProviders.has(name) ? [each, { ...each, byProject: true }] : [each];
    }),
  ];
  for (const { folder, runtime, byProject } of all) {
    makeBundle(folder, runtime, join(outDir, bundleName(folder, runtime, byProject)), byProject);
  }
}

function writeFiles(dir: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(dir, name), text);
}

if (import.meta.main) {
  const dist = join(projectRoot, 'dist');
  buildPackage(join(dist, 'package'));
  await buildClient(join(dist, 'client'));
}
