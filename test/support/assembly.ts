import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectRoot } from '../../lib/root.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The cloud assembly of the stage `dev`, as `npx cdk synth` writes it. */
    assemblyDir: string;
  }
}

/**
 * Synthesizes once for all tests, as a reviewer would: with the CLI, whose exit code says that cdk-nag and
 * CloudFormation's validation found nothing.
 */
export default function setup(project: TestProject): () => void {
  const assemblyDir = mkdtempSync(join(tmpdir(), 'stagepass-assembly-'));
  execFileSync('npx', ['cdk', 'synth', '--quiet', '--output', assemblyDir], {
    cwd: projectRoot,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  project.provide('assemblyDir', assemblyDir);
  return () => rmSync(assemblyDir, { recursive: true, force: true });
}
