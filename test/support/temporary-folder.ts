import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

// Once a test file, wherever in it a folder is asked for: vitest takes no hook of the file from within a test.
afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

/** An empty folder that goes when the test file is done. */
export function temporaryFolder(name = 'test'): string {
  const dir = mkdtempSync(join(tmpdir(), `stagepass-${name}-`));
  made.push(dir);
  return dir;
}
