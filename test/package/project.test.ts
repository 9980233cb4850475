import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../commands/doctor.ts';
import { ownManifest } from '../../commands/manifest.ts';
import { projectRoot } from '../../lib/root.ts';
import { compiledOnce } from '../support/command.ts';
import { projectWithPackage } from '../support/packed.ts';

/** Building, packing and a synthesis take this long on a busy machine, in milliseconds. */
const SLOWLY = 300_000;

const run = promisify(execFile);

let dir: string;

beforeAll(async () => {
  dir = await projectWithPackage();
  // The packages of its package.json that Stagepass itself doesn't ask for.
  symlinkSync(join(projectRoot, 'node_modules', 'aws-cdk'), join(dir, 'node_modules', 'aws-cdk'));
  for (const [file, change] of Object.entries(before)) edit(file, change);
}, SLOWLY);

/** What makes an older version of the installed package: its number, and a default that was another one. */
const before: Readonly<Record<string, (text: string) => string>> = {
  'package.json': (text) => text.replace(`"version": "${ownManifest.version}"`, '"version": "0.1.0"'),
  'dist/package/lib/config/stage.js': (text) => text.replace(/(?<=logsDays: [^;]{0,300}\), )30\)/, '90)'),
};

const newer = new Map<string, string>();

function edit(file: string, change: (text: string) => string): void {
  const path = join(dir, 'node_modules', 'stagepass', file);
  const text = readFileSync(path, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`${file} has nothing to change`);
  newer.set(path, text);
  writeFileSync(path, changed);
}

/** As `npm update stagepass` does. */
function update(): void {
  for (const [path, text] of newer) writeFileSync(path, text);
}

/** No network: whatever asks for it fails at once. */
function environment(): NodeJS.ProcessEnv {
  const nowhere = 'http://127.0.0.1:9';
  return {
    ...compiledOnce,
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Runs a command of the project. @returns what it printed, where its exit code is the expected one. */
async function inProject(command: string, args: readonly string[], expected = 0): Promise<string> {
  const {
    code = 0,
    stdout,
    stderr,
  } = await run(process.execPath, [join(dir, 'node_modules', command), ...args], {
    cwd: dir,
    // One synthesis of the project is looked through for findings. That takes as long as all else, and changes nothing.
    env: { ...environment(), ...(command === STAGEPASS && { CDK_VALIDATION: 'false' }) },
  }).catch((error) => error);
  expect([code, stderr]).toEqual([expected, expected === 0 ? expect.any(String) : '']);
  return stdout;
}

const STAGEPASS = 'stagepass/bin/stagepass.mjs';

const initialize = () =>
  inProject(STAGEPASS, ['init', '.', '--providers', 'agora,livekit', '--region', 'eu-west-1', '--yes']);

describe('a new project, from the packed file alone', () => {
  it('is made without a question', { timeout: SLOWLY }, async () => {
    expect(await initialize()).toContain('wrote stagepass.config.ts');
    expect(JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))).toMatchObject({
      dependencies: { stagepass: '^0.1.0' },
    });
    expect(await initialize()).toBe('Everything is there already: nothing was changed.\n');
  });

  it('synthesizes without network', { timeout: SLOWLY }, async () => {
    await inProject('aws-cdk/bin/cdk', ['synth', '--quiet']);
    const template = join(dir, 'cdk.out', 'Stagepass-dev-Api.template.json');
    expect(readFileSync(template, 'utf8')).toContain('AWS::ApiGateway::RestApi');
  });

  it('passes its own check, which remembers its state', { timeout: SLOWLY }, async () => {
    const { scripts } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    expect(scripts.test).toBe('stagepass doctor');
    const told = await inProject(STAGEPASS, ['doctor']);
    expect(told).toContain('Stagepass 0.1.0: all is well.');
    expect(told).toContain('dev.providers.livekit.url still has the value that init made up');
    expect(existsSync(join(dir, 'stagepass.lock.json'))).toBe(true);
  });

  it('starts, and answers with a token', { timeout: SLOWLY }, async () => {
    const child = spawn(process.execPath, [join(dir, 'node_modules', STAGEPASS), 'start', '--port', '0'], {
      cwd: dir,
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const printed = await greeting(child.stdout);
      const [, credentials = '', url = ''] = /curl -u (\S+) '([^']+)'/.exec(printed) ?? [];
      const answer = await fetch(url, { headers: { authorization: `Basic ${btoa(credentials)}` } });
      expect([answer.status, await answer.json()]).toEqual([
        200,
        { token: expect.any(String), expiresAt: expect.any(String) },
      ]);
    } finally {
      child.kill();
      await once(child, 'close');
    }
  });
});

/** What it prints until it is ready. It goes on printing. */
function greeting(stdout: Readable): Promise<string> {
  return new Promise((resolve) => {
    let printed = '';
    stdout.on('data', (chunk) => {
      printed += chunk;
      if (printed.includes('Ctrl-C ends it.')) resolve(printed);
    });
    stdout.on('end', () => resolve(printed));
  });
}

describe('an upgrade', () => {
  const lockFile = () => join(dir, 'stagepass.lock.json');
  const configuration = () => join(dir, 'stagepass.config.ts');

  it('needs no merge; doctor tells the differences until they are accepted', { timeout: SLOWLY }, async () => {
    const own = readFileSync(configuration(), 'utf8').replace('your-project', 'our-project');
    writeFileSync(configuration(), own);
    update();
    const { ok, changes }: Diagnosis = JSON.parse(await inProject(STAGEPASS, ['doctor', '--json'], 1));
    expect(ok).toBe(false);
    const { versions, changelog, configuration: meaning, stacks } = changes.dev ?? {};
    expect(versions).toEqual({ stagepass: { before: '0.1.0', after: ownManifest.version } });
    expect(changelog?.[0]?.version).toBe(ownManifest.version);
    expect(meaning?.defaults).toEqual([{ path: 'retention.logsDays', before: 90, after: 30 }]);
    expect(meaning?.own).toMatchObject([{ path: 'providers.livekit.url', after: 'wss://our-project.livekit.cloud' }]);
    const api = stacks?.['Stagepass-dev-Api'];
    expect([api?.added, api?.removed, api?.replaced]).toEqual([[], [], []]);
    // The URL of LiveKit stands in its functions, and how long logs are kept in their groups.
    const types = api?.updated.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['AWS::Lambda::Function', 'AWS::Logs::LogGroup']));

    expect(await inProject(STAGEPASS, ['doctor', '--accept'])).toContain('all is well');
    expect(JSON.parse(readFileSync(lockFile(), 'utf8')).stages.dev.versions.stagepass).toBe(ownManifest.version);
    expect(readFileSync(configuration(), 'utf8')).toBe(own);
  });
});
