import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryApp } from '../../bin/stage-app.ts';
import { projectRoot } from '../../lib/root.ts';
import { markSynthesized } from '../../local/synthesize.ts';
import config from '../project/stagepass.config.ts';
import { copyAssembly } from './changed-assembly.ts';
import { temporaryFolder } from './temporary-folder.ts';

const PARTS = [
  ...['api', 'bin', 'client', 'commands', 'edge-auth', 'lambda', 'lib', 'local', 'web'],
  ...['cdk.json', 'package-lock.json', 'package.json', 'tsconfig.json'],
];

/**
 * The project as somebody has it who has just cloned it: no .env, no certificate, no assembly. Its configuration is the
 * tests' own.
 */
export function clone(): string {
  const dir = temporaryFolder('clone');
  for (const part of PARTS) cpSync(join(projectRoot, part), join(dir, part), { recursive: true });
  const config = readFileSync(join(projectRoot, 'test', 'project', 'stagepass.config.ts'), 'utf8');
  writeFileSync(join(dir, 'stagepass.config.ts'), config.replace("'../../lib/", "'./lib/"));
  symlinkSync(join(projectRoot, 'node_modules'), join(dir, 'node_modules'));
  return dir;
}

/** A clone in which the stage is synthesized already. */
export function cloneWith(assemblyDir: string, stage: string): string {
  const dir = clone();
  copyAssembly(assemblyDir, join(dir, 'cdk.out'));
  markSynthesized(repositoryApp(dir, stage, config), join(dir, 'cdk.out'));
  return dir;
}
