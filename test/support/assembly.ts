import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectRoot } from '../../lib/root.ts';
import { cdkCommands } from './cdk-commands.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The cloud assembly of the stage `dev`, as README's `npx cdk synth` writes it. */
    assemblyDir: string;
  }
}

/**
 * Synthesizes once for all tests, as a reader of README would: with the CLI. Looking templates through for findings changes
 * none of them and takes as long as all else: test/lib/findings.test.ts does so for a stage that has more in it.
 */
export default function setup(project: TestProject): () => void {
  const assemblyDir = mkdtempSync(join(tmpdir(), 'stagepass-assembly-'));
  const [synth] = cdkCommands(join(projectRoot, 'README.md'), 'dev').filter(([command]) => command === 'synth');
  if (synth === undefined) throw new Error('README.md has no npx cdk synth');
  execFileSync('npx', ['cdk', ...synth, '--output', assemblyDir], {
    cwd: join(projectRoot, 'test', 'project'),
    env: { ...process.env, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  project.provide('assemblyDir', assemblyDir);
  return () => rmSync(assemblyDir, { recursive: true, force: true });
}
