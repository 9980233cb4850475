import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** One folder for all that tests write, which goes when they are done, whatever became of them. */
export default function setup(project: TestProject): () => void {
  const scratchDir = mkdtempSync(join(tmpdir(), 'stagepass-tests-'));
  const bundlesDir = join(scratchDir, 'bundles');
  mkdirSync(bundlesDir);
  project.provide('scratchDir', scratchDir);
  project.provide('bundlesDir', bundlesDir);
  // Vitest watches: a source has changed.
  project.onTestsRerun(() => {
    rmSync(bundlesDir, { recursive: true });
    mkdirSync(bundlesDir);
  });
  return () => rmSync(scratchDir, { recursive: true, force: true });
}
