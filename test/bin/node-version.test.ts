import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../lib/root.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Says so of this process alone: what it starts gets its arguments without this one. */
const OLD = `
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });
  process.execArgv.splice(0, 2);
`;

function argumentsOfOldNode(dir: string, script: string): string[] {
  const check = pathToFileURL(join(dir, 'bin', 'node-version.mjs')).href;
  return ['--import', `data:text/javascript,${encodeURIComponent(OLD)}`, '--import', check, script];
}

/** Runs a script as npm and the CDK do, by a Node that gives itself out for an older one. */
function runOnOldNode(
  dir: string,
  script: string,
  cwd = dir,
  ...more: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const args = [...argumentsOfOldNode(dir, script), ...more, '--help'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

describe('a Node that is too old', () => {
  it('hands over to the one that is installed, with all arguments', async () => {
    const { code, stdout, stderr } = await runOnOldNode(projectRoot, 'commands/stagepass.ts', projectRoot, 'start');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Usage: stagepass start');
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'hands %s over, too, and ends as the other does',
    async (signal) => {
      const script = join(temporaryFolder('served'), 'serve.mjs');
      writeFileSync(
        script,
        `const serving = setInterval(() => {}, 1_000);
       process.on('${signal}', () => { console.log('ended'); clearInterval(serving); process.exitCode = 7; });
       console.log('serving');`,
      );
      const child = spawn(process.execPath, argumentsOfOldNode(projectRoot, script), {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      for await (const chunk of child.stdout.setEncoding('utf8')) {
        said += chunk;
        if (chunk === 'serving\n') child.kill(signal);
      }
      const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
      expect([said, code]).toEqual(['serving\nended\n', 7]);
    },
  );

  it('says which is needed and how to have it, where none is installed', async () => {
    const dir = temporaryFolder('old-node');
    cpSync(join(projectRoot, 'bin', 'node-version.mjs'), join(dir, 'bin', 'node-version.mjs'));
    const { code, stdout, stderr } = await runOnOldNode(dir, 'commands/stagepass.ts');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^Node 24 or newer is needed; this is Node 20\.19\.0\. "npm install --save-dev node@24" puts .*\n$/,
    );

    mkdirSync(join(dir, 'node_modules', 'node'), { recursive: true });
    writeFileSync(join(dir, 'node_modules', 'node', 'package.json'), '{}');
    expect((await runOnOldNode(dir, 'commands/stagepass.ts')).stderr).toContain('"npm rebuild node" puts it into');
  });

  it('hands over to the one of the project that the command is started in, or above', async () => {
    const [tool, project] = [temporaryFolder('tool'), temporaryFolder('project')];
    cpSync(join(projectRoot, 'bin', 'node-version.mjs'), join(tool, 'bin', 'node-version.mjs'));
    const script = join(tool, 'say.mjs');
    writeFileSync(script, 'console.log(process.versions.node)');
    mkdirSync(join(project, 'node_modules', 'node', 'bin'), { recursive: true });
    symlinkSync(process.execPath, join(project, 'node_modules', 'node', 'bin', 'node'));
    mkdirSync(join(project, 'src'));
    const { stdout } = await runOnOldNode(tool, script, join(project, 'src'));
    expect(stdout).toBe(`${process.versions.node}\n`);
  });
});

it('is looked at before every script and before the CDK’s app', () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const { app } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8'));
  const commands = [app, ...Object.values<string>(scripts)].filter((command) => command.startsWith('node '));
  expect(commands.length).toBeGreaterThan(10);
  const looksAtIt = /^node (?:--import \.\/bin\/node-version\.mjs|bin\/stagepass\.mjs) /;
  expect(commands.filter((command) => !looksAtIt.test(command))).toEqual([]);
});
