#!/usr/bin/env node
// The command `stagepass`, where npx finds it: of the package, which holds compiled files, and of a clone of the
// repository, whose sources need the newer Node.
import { existsSync } from 'node:fs';

const source = new URL('../commands/stagepass.ts', import.meta.url);
if (existsSync(source)) {
  await import('./node-version.mjs');
  await import(source.href);
} else {
  const compiled = new URL('../dist/package/commands/stagepass.js', import.meta.url);
  await import(compiled.href);
}
