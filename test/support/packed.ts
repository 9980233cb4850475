import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inject } from 'vitest';
import { buildPackage } from '../../build/build-package.ts';
import { buildClient } from '../../client/build/build-client.ts';
import { projectRoot } from '../../lib/root.ts';
import { PACKED } from './scratch-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What is packed beside what is built. */
const BESIDE = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'bin/stagepass.mjs'];

/** The file that `npm pack` makes. A run of tests packs once, whichever worker asks first; the others wait for it. */
export async function packedFile(): Promise<string> {
  const dir = join(inject('scratchDir'), PACKED);
  if (mkdirOnce(dir)) await pack(dir);
  for (;;) {
    if (existsSync(join(dir, FAILED))) throw new Error(`not packed: ${readFileSync(join(dir, FAILED), 'utf8')}`);
    if (existsSync(join(dir, DONE))) break;
    await setTimeout(100);
  }
  const [name = ''] = readdirSync(dir).filter((file) => file.endsWith('.tgz'));
  return join(dir, name);
}

const DONE = 'done';
const FAILED = 'failed';

function mkdirOnce(dir: string): boolean {
  try {
    mkdirSync(dir);
    return true;
  } catch {
    return false;
  }
}

async function pack(dir: string): Promise<void> {
  try {
    const from = join(dir, 'stagepass');
    for (const name of BESIDE) cpSync(join(projectRoot, name), join(from, name));
    buildPackage(join(from, 'dist', 'package'));
    await buildClient(join(from, 'dist', 'client'));
    npm(['pack', '--ignore-scripts', '--pack-destination', dir], from);
    writeFileSync(join(dir, DONE), '');
  } catch (error) {
    writeFileSync(join(dir, FAILED), String(error));
    throw error;
  }
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'ignore'], shell: process.platform === 'win32' });
}

/** A project that has installed the packed file: it finds the package, and what that says it needs, and nothing else. */
export async function projectWithPackage(): Promise<string> {
  const dir = temporaryFolder('project');
  const modules = join(dir, 'node_modules');
  const installed = join(modules, 'stagepass');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', await packedFile(), '-C', installed, '--strip-components', '1']);
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules', name), join(modules, name), 'dir');
  }
  return dir;
}
