import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { cloneWith } from '../../support/clone.ts';
import { commandLine, compiledOnce, testProject } from '../../support/command.ts';

/** Ends when the process does: one that hangs fails its test. @param dir of the project; another one is a clone. */
function run(args: string[], environment: Record<string, string> = {}, dir = testProject) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [commandLine(dir), 'start', ...args],
      { cwd: dir, env: { ...process.env, ...compiledOnce, ...environment } },
      (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      },
    );
  });
}

describe('npm start', () => {
  it('tells its options', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    for (const option of ['--port', '--https', '--stage', '--verbose', '.env.example'])
      expect(stdout).toContain(option);
  });

  it.each<[number, string[], Record<string, string>, string]>([
    [2, ['--port', 'x'], {}, 'the port must be a number up to 65535'],
    [1, [], { MOMENTO_ENDPOINT: 'nonsense' }, 'MOMENTO_ENDPOINT is no URL that starts with https:// or http://'],
    [1, [], { APP_ID: 'a', APP_CERTIFICATE: 'b' }, 'APP_ID is not right: expected 32 hexadecimal digits'],
  ])('says in a line and by %i what is wrong with %j and %j, and ends', async (code, args, environment, problem) => {
    expect(await run(args, environment)).toEqual({ code, stdout: '', stderr: `${problem}\n` });
  });

  it('says which stages there are', async () => {
    const { code, stderr } = await run(['--stage', 'nowhere']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no stage "nowhere"; stagepass\.config\.ts has: dev/);
  });

  it('ends when its port is taken, with all that was started by then', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    expect(await run(['--port', String(port)], {}, cloneWith(inject('assemblyDir'), 'dev'))).toEqual({
      code: 2,
      stdout: '',
      stderr: `Synthesizing dev …\ndev is synthesized already\nport ${port} is taken: stop what listens there, or choose another with --port\n`,
    });
  });
});
