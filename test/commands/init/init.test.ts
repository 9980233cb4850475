import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { featureFlags } from '../../../commands/init/feature-flags.ts';
import { packageManagerOf } from '../../../commands/init/package-manager.ts';
import { planFor } from '../../../commands/init/plan.ts';
import { type InitOptions, init } from '../../../commands/init.ts';
import { ownManifest } from '../../../commands/manifest.ts';
import recommended from '../../../node_modules/aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { temporaryFolder } from '../../support/temporary-folder.ts';

const options: InitOptions = { providers: 'agora,livekit', region: 'eu-west-1', yes: true };

/** @returns what was told. */
async function initIn(dir: string, given: InitOptions = options): Promise<string> {
  let told = '';
  await init(dir, given, (text) => {
    told += text;
  });
  return told;
}

/** All files in a folder with their texts. */
function filesIn(dir: string): Record<string, string> {
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((path) =>
    lstatSync(join(dir, path)).isFile(),
  );
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(dir, path), 'utf8')]));
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const dir = temporaryFolder('init');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

describe('init in an empty folder', () => {
  it('writes a project, and nothing the second time', async () => {
    const dir = join(folderWith({}), 'My Tokens');
    const told = await initIn(dir);
    const files = filesIn(dir);
    expect(Object.keys(files)).toEqual([
      '.env.example',
      '.github/workflows/stagepass.yml',
      '.gitignore',
      'README.md',
      'bin/app.ts',
      'cdk.json',
      'package.json',
      'stagepass.config.ts',
      'tsconfig.json',
    ]);
    expect(told).toContain('dev.providers.livekit.url: the URL of your LiveKit server');
    expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({
      name: 'my-tokens',
      private: true,
      type: 'module',
      dependencies: { stagepass: `^${ownManifest.version}`, 'aws-cdk-lib': ownManifest.devDependencies['aws-cdk-lib'] },
      devDependencies: { 'aws-cdk': ownManifest.devDependencies['aws-cdk'] },
    });
    expect(files['.env.example']).toContain('LIVEKIT_API_KEY=');
    expect(files['.env.example']).not.toContain('DAILY_API_KEY');
    expect(await initIn(dir)).toBe('Everything is there already: nothing was changed.\n');
    expect(filesIn(dir)).toEqual(files);
  });

  it('asks for the providers, since no default is right', async () => {
    const dir = folderWith({});
    await expect(initIn(dir, { yes: true })).rejects.toThrow(/^name at least one provider: agora, /);
    await expect(initIn(dir, { yes: true, providers: 'agora,zoomy' })).rejects.toThrow(
      /^there is no provider zoomy: take/,
    );
    expect(filesIn(dir)).toEqual({});
  });

  it('says so where it would ask, and there is no terminal', async () => {
    const asked = init(folderWith({}), { providers: 'agora' }, () => {}, false);
    await expect(asked).rejects.toThrow(/there is no terminal: --yes/);
  });
});

describe('init in a folder that has a package.json', () => {
  const theirs = {
    'package.json': `${JSON.stringify({ name: 'theirs', type: 'commonjs', scripts: { start: 'next start' } }, null, 4)}\n`,
    'cdk.json': '{ "app": "node infra.js" }\n',
    '.gitignore': 'dist\nnode_modules\n/cdk.out\n',
  };

  it('adds to it, leaves the rest and says what to do by hand', async () => {
    const dir = folderWith(theirs);
    const told = await initIn(dir);
    const { 'package.json': manifest = '', ...files } = filesIn(dir);
    expect(files).toMatchObject({ 'cdk.json': theirs['cdk.json'], '.gitignore': theirs['.gitignore'] });
    expect(manifest).toMatch(/^\{\n {4}"name": "theirs"/);
    expect(JSON.parse(manifest)).toMatchObject({
      type: 'commonjs',
      scripts: { start: 'next start', test: 'stagepass doctor' },
      dependencies: { stagepass: expect.anything() },
    });
    // Their files are CommonJS. A tsconfig.json would change how their tools work, and the README is theirs.
    expect(Object.keys(files)).toEqual(['.env.example', '.gitignore', 'cdk.json', 'stagepass.config.mts']);
    expect(told).toContain('to package.json: scripts.test,');
    expect(told).toContain('.gitignore: it should have: .env .env.* !.env.example certs/ dist/openapi/\n');
    expect(told).toContain('package.json scripts.start: Stagepass’s own would be: stagepass start');
    // Their app makes the stacks; to deploy all of its own is theirs to do.
    expect(Object.keys(JSON.parse(manifest).scripts)).toEqual(['start', 'test']);
    expect(told).toContain("new Stagepass(app, 'Tokens', { stage: 'dev', config });");
    expect(told).toMatch(/put the lines above into your app\n {2}npx stagepass start .*\n {2}npm test /);
    const once = filesIn(dir);
    await initIn(dir);
    expect(filesIn(dir)).toEqual(once);
  });

  it('makes an app of its own where there is none', async () => {
    const dir = folderWith({ 'package.json': '{"scripts":{"test":"vitest"}}' });
    const told = await initIn(dir);
    expect(filesIn(dir)['bin/app.mts']).toContain("from '../stagepass.config.mts'");
    expect(told).toMatch(/npm start .*\n {2}npx stagepass doctor /);
    expect(told).not.toContain('Until your app has these lines');
  });

  it.each(['2.100.0', '^2.100.0', '>=1'])('says where aws-cdk-lib %s is too old', async (version) => {
    const dir = folderWith({ 'package.json': JSON.stringify({ devDependencies: { 'aws-cdk-lib': version } }) });
    expect(await initIn(dir)).toContain(
      `package.json aws-cdk-lib: ${version} is too old: Stagepass needs ${ownManifest.peerDependencies['aws-cdk-lib']}\n`,
    );
  });

  it.each(['2.999.0', 'workspace:*', '*'])('says nothing of aws-cdk-lib %s', async (version) => {
    const dir = folderWith({ 'package.json': JSON.stringify({ dependencies: { 'aws-cdk-lib': version } }) });
    expect(await initIn(dir)).not.toContain('too old');
  });

  it('writes nothing where that can’t be read', async () => {
    const dir = folderWith({ 'package.json': '{ "name": ' });
    await expect(initIn(dir)).rejects.toThrow(/^package.json can’t be read/);
    expect(Object.keys(filesIn(dir))).toEqual(['package.json']);
  });

  it('makes no second configuration beside one of another extension', async () => {
    const dir = folderWith({ 'package.json': '{"type":"module"}', 'stagepass.config.mjs': '' });
    expect(await initIn(dir)).toContain('stagepass.config.mjs: it is yours');
    expect(Object.keys(filesIn(dir))).not.toContain('stagepass.config.ts');
  });
});

describe('init writes nothing at all', () => {
  const nothing = async (dir: string, why: string, target = dir) => {
    const before = filesIn(dir);
    await expect(initIn(target)).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining(why) });
    expect(filesIn(dir)).toEqual(before);
  };

  it.each([
    ['bin', 'bin is no folder'],
    ['.github', '.github is no folder'],
  ])('where %s is a file', async (path, why) => {
    await nothing(folderWith({ [path]: '' }), why);
  });

  it.each(['.env.example', 'package.json', 'cdk.json'])('where %s is a folder', async (path) => {
    await nothing(folderWith({ [`${path}/x`]: '' }), `${path} is no file`);
  });

  it('where the folder itself is a file, or below one', async () => {
    const dir = folderWith({ file: '' });
    await nothing(dir, 'file is no folder', join(dir, 'file'));
    await nothing(dir, 'file is no folder', join(dir, 'file', 'tokens'));
  });

  it('where a link leads to nothing, or out of the folder', async () => {
    for (const [path, target, why] of [
      ['.gitignore', 'gone', '.gitignore is a link to nothing'],
      ['bin', '../outside', 'bin is a link'],
      ['package.json', '../outside/package.json', 'package.json is a link'],
    ] as const) {
      const root = folderWith({ 'outside/package.json': '{}', 'tokens/x': '' });
      symlinkSync(target, join(root, 'tokens', path));
      await nothing(root, why, join(root, 'tokens'));
    }
  });

  it('and shows a name as text', async () => {
    const dir = folderWith({ '\u001b[2J': '' });
    await nothing(dir, '\\u{1b}[2J is no folder', join(dir, '\u001b[2J'));
  });
});

describe('the plan for a folder', () => {
  const answers = { name: 'x', providers: ['agora'], region: 'us-east-1', origins: [], signIn: 'none' } as const;
  const manifestFor = (dir: string, given: Partial<Parameters<typeof planFor>[2]> = {}) => {
    const { write } = planFor(dir, answers, { nodeVersion: '24.1.0', ...given });
    return JSON.parse(write.find(({ path }) => path === 'package.json')?.text ?? '');
  };

  it('adds Node where the machine’s is older than Lambda’s', () => {
    expect(manifestFor(folderWith({})).devDependencies.node).toBeUndefined();
    const old = manifestFor(folderWith({}), { nodeVersion: '20.19.0' });
    expect(old).toMatchObject({
      devDependencies: { node: expect.stringMatching(/^24\./) },
      allowScripts: { node: true },
    });
  });

  it('takes another version of Stagepass, where it is told one', () => {
    const packageSpec = 'file:../stagepass-0.2.0.tgz';
    expect(manifestFor(folderWith({}), { packageSpec }).dependencies.stagepass).toBe(packageSpec);
  });

  it('has no workflow in a folder below a repository’s own: GitHub would not find it', () => {
    const root = folderWith({ '.git/HEAD': '', 'tokens/x': '' });
    const paths = (dir: string) => planFor(dir, answers, { nodeVersion: '24.1.0' }).write.map(({ path }) => path);
    expect(paths(join(root, 'tokens'))).not.toContain('.github/workflows/stagepass.yml');
    expect(paths(root)).toContain('.github/workflows/stagepass.yml');
    return expect(initIn(join(root, 'tokens'))).resolves.toContain('No workflow was written');
  });

  it('speaks of the package manager whose lock file is at the repository’s root', () => {
    const root = folderWith({ '.git/HEAD': '', 'yarn.lock': '', 'packages/tokens/x': '' });
    expect(packageManagerOf(join(root, 'packages', 'tokens'), undefined).name).toBe('yarn');
  });

  it.each([
    ['pnpm', { 'pnpm-lock.yaml': '' }, 'npm/11.0.0 node/v24'],
    ['yarn', {}, 'yarn/4.5.0 npm/? node/v24'],
    ['npm', {}, undefined],
  ])('speaks of %s', (name, files, userAgent) => {
    expect(packageManagerOf(folderWith(files), userAgent).name).toBe(name);
  });
});

it('a new cdk.json has the flags that the CDK recommends', () => {
  expect(featureFlags).toEqual(recommended);
});
