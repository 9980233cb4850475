// Loaded first (`node --import`): an older Node would fail on a TypeScript file with ERR_UNKNOWN_FILE_EXTENSION only.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The first version that runs TypeScript without flags, and the one that the functions run on in Lambda. */
const NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  // The npm package `node` installs it there, unless its install script was not run.
  const installed = packageFolders()
    .map((folder) => join(folder, 'node', 'bin', 'node'))
    .find(existsSync);
  if (installed !== undefined) await handOver(installed);
  const isThere = packageFolders().some((folder) => existsSync(join(folder, 'node', 'package.json')));
  process.stderr.write(
    `Node ${NEEDED} or newer is needed; this is Node ${process.versions.node}. ` +
      `"npm ${isThere ? 'rebuild node' : `install --save-dev node@${NEEDED}`}" puts it into node_modules, ` +
      'where npm scripts and npx find it; or put it first on your PATH.\n',
  );
  process.exit(1);
}

// Node keeps what it has compiled, sources without their types: a synthesis loads hundreds of modules, most of them the
// CDK's. Where NODE_COMPILE_CACHE is set, they are kept there.
module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/stagepass/compiled', import.meta.url)));

/** The repository's own, and those of the project that this is started in. */
function packageFolders() {
  const folders = [fileURLToPath(new URL('../node_modules', import.meta.url))];
  for (let dir = process.cwd(); ; dir = dirname(dir)) {
    folders.push(join(dir, 'node_modules'));
    if (dir === dirname(dir)) return folders;
  }
}

/**
 * Runs the same command with the other Node, passes signals on to it, and ends with its exit code.
 *
 * @param {string} installed
 */
function handOver(installed) {
  return new Promise(() => {
    const child = spawn(installed, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => child.kill(signal));
    }
    child.on('error', (error) => {
      process.stderr.write(`${installed} can’t be run: ${error.message}\n`);
      process.exit(1);
    });
    child.on('close', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
