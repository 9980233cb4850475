import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../local/main.ts', import.meta.url));

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

describe('npm start', () => {
  it('tells its options', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    for (const option of ['--port', '--https', '--stage', '--verbose', '.env.example'])
      expect(stdout).toContain(option);
  });

  it('says in a line what is wrong with them', async () => {
    expect(await run('--port', 'x')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'x is no port: give a number up to 65535\n',
    });
  });

  it('says which stages there are', async () => {
    const { code, stderr } = await run('--stage', 'nowhere');
    expect(code).toBe(1);
    expect(stderr).toMatch(/there is no stage "nowhere"; stagepass\.config\.ts has: dev/);
  });
});
