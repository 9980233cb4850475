import { devNull } from 'node:os';
import { Readable } from 'node:stream';
import { vi } from 'vitest';
import { runCommandLine } from '../../commands/command-line/run.ts';
import { testProject } from './command.ts';

/** How `process.exit` is left, which no command comes back from. */
class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/**
 * Does what `runCommand` does, within this process: a process of its own takes a second to load its modules. For commands
 * of which another test shows that they run, and one at a time, since this process has one environment.
 *
 * @param input what it reads from its standard input, which is no terminal.
 */
export async function runCommandHere(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { dir = testProject, input = '' }: { readonly dir?: string; readonly input?: string } = {},
): Promise<{ out: string; err: string; code: number }> {
  const said = { out: '', err: '' };
  const into = (stream: keyof typeof said) => (chunk: string | Uint8Array) => {
    said[stream] += String(chunk);
    return true;
  };
  const before = {
    env: process.env,
    dir: process.cwd(),
    stdin: Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor,
    listeners: process.stdout.listeners('error'),
    exitCode: process.exitCode,
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(into('err')),
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Exit(Number(code ?? 0));
    }),
  ];
  process.env = {
    ...environment,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]), configurable: true });
  process.chdir(dir);
  process.exitCode = 0;
  try {
    await runCommandLine([command, ...args]);
    return { ...said, code: Number(process.exitCode) };
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    return { ...said, code: error.code };
  } finally {
    process.exitCode = before.exitCode;
    process.chdir(before.dir);
    process.env = before.env;
    Object.defineProperty(process, 'stdin', before.stdin);
    for (const spy of spies) spy.mockRestore();
    for (const listener of process.stdout.listeners('error')) {
      if (!before.listeners.includes(listener)) process.stdout.off('error', listener as (error: Error) => void);
    }
  }
}
