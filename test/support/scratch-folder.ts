import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** One folder for all that tests write, which goes when they are done, whatever became of them. */
export default function setup(project: TestProject): () => void {
  const scratchDir = mkdtempSync(join(tmpdir(), 'stagepass-tests-'));
  project.provide('scratchDir', scratchDir);
  // Vitest watches: a source has changed, so the package is packed anew.
  project.onTestsRerun(() => rmSync(join(scratchDir, PACKED), { recursive: true, force: true }));
  return () => rmSync(scratchDir, { recursive: true, force: true });
}

/** The folder in it of what `npm pack` makes. */
export const PACKED = 'packed';
