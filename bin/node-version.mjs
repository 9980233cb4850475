// Loaded before TypeScript is (`node --import`): an older Node says nothing better of it than ERR_UNKNOWN_FILE_EXTENSION.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Runs TypeScript as it is, and is what the functions run on in Lambda. */
const NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  // The package `node` brings it, unless its install script was left out.
  const installed = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (existsSync(installed)) {
    const { status, error } = spawnSync(installed, [...process.execArgv, ...process.argv.slice(1)], {
      stdio: 'inherit',
    });
    if (error) process.stderr.write(`${installed} can’t be run: ${error.message}\n`);
    process.exit(status ?? 1);
  }
  process.stderr.write(
    `Node ${NEEDED} or newer is needed; this is Node ${process.versions.node}. "npm rebuild node" puts it into node_modules, ` +
      'where npm scripts and npx find it; or put it first on your PATH.\n',
  );
  process.exit(1);
}
