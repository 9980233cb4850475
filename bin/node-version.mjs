// Loaded first (`node --import`): an older Node would fail on a TypeScript file with ERR_UNKNOWN_FILE_EXTENSION only.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The first version that runs TypeScript without flags, and the one that the functions run on in Lambda. */
const NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  // The npm package `node` installs it here, unless its install script was not run.
  const installed = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (existsSync(installed)) await handOver(installed);
  process.stderr.write(
    `Node ${NEEDED} or newer is needed; this is Node ${process.versions.node}. "npm rebuild node" puts it into node_modules, ` +
      'where npm scripts and npx find it; or put it first on your PATH.\n',
  );
  process.exit(1);
}

/** Runs the same command with the other Node, passes signals on to it, and ends with its exit code. */
function handOver(installed) {
  return new Promise(() => {
    const child = spawn(installed, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', (error) => {
      process.stderr.write(`${installed} can’t be run: ${error.message}\n`);
      process.exit(1);
    });
    child.on('close', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
  });
}
