import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { projectRoot } from '../../lib/root.ts';

/**
 * For what a test starts on Node: dozens of processes load the same modules, and this one keeps them without their types
 * and compiled.
 */
export const compiledOnce = { NODE_COMPILE_CACHE: join(inject('scratchDir'), 'compiled') };

/** The project of the tests. */
export const testProject = join(projectRoot, 'test', 'project');

/** The file of the command line: a clone has its own. */
export function commandLine(projectDir = testProject): string {
  const file = join('commands', 'stagepass.ts');
  return existsSync(join(projectDir, file)) ? join(projectDir, file) : join(projectRoot, file);
}

/**
 * Runs a command as a person would, with nothing of this process's environment.
 *
 * @param dir of the project; another one is a clone.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  dir = testProject,
): Promise<{ out: string; err: string; code: number }> {
  const child = spawn(process.execPath, [commandLine(dir), command, ...args], {
    cwd: dir,
    env: {
      ...compiledOnce,
      ...environment,
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, code };
}
