import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { projectRoot } from '../../lib/root.ts';
import { compiledOnce } from './command.ts';

/** The words of the `npx` command that an example's README shows and that begins so. */
export function exampleCommand(example: string, begins: string): readonly string[] {
  const readme = readFileSync(join(projectRoot, 'examples', example, 'README.md'), 'utf8');
  const [, command = ''] = readme.match(new RegExp(`^(?:\\w+=\\S+ )*npx (${begins}.*)$`, 'm')) ?? [];
  return command === '' ? expect.fail(`${example} shows no npx ${begins}`) : command.split(' ');
}

/**
 * Runs a command as `npx` does in the repository, until it ends or `stop` is called.
 *
 * @param until what it writes once it has started.
 */
export async function startExample(
  [tool = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
  until: RegExp,
) {
  const program = tool === 'node' ? process.execPath : join(projectRoot, 'node_modules', '.bin', tool);
  const { PATH = '' } = process.env;
  const child = spawn(program, args, { cwd: projectRoot, env: { PATH, ...compiledOnce, ...environment } });
  const ended = once(child, 'close');
  let written = '';
  const [, found = ''] = await new Promise<RegExpMatchArray>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        written += data;
        const match = written.match(until);
        if (match) resolve(match);
      });
    ended.then(() => reject(new Error(`it has ended: ${written}`)), reject);
  });
  return {
    found,
    written: () => written,
    async stop(): Promise<void> {
      child.kill();
      await ended;
    },
  };
}
