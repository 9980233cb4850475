import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stageApp } from '../../bin/stage-app.ts';
import { findProject } from '../../commands/project.ts';
import { projectRoot } from '../../lib/root.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const CONFIG = 'export default { dev: { providers: { agora: {} } } };';

function projectWith(files: Readonly<Record<string, string>>): string {
  const dir = temporaryFolder('project');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

describe('the project', () => {
  it.each(['ts', 'js', 'mjs'])('is where stagepass.config.%s is, in the folder or above', async (extension) => {
    const dir = projectWith({ [`stagepass.config.${extension}`]: CONFIG, 'package.json': '{ "type": "module" }' });
    mkdirSync(join(dir, 'src', 'deep'), { recursive: true });
    const expected = { dir, config: { dev: { providers: { agora: {} } } } };
    expect(await findProject(dir)).toEqual(expected);
    expect(await findProject(join(dir, 'src', 'deep'))).toEqual(expected);
  });

  it('is the nearest one', async () => {
    const dir = projectWith({ 'stagepass.config.mjs': CONFIG, 'inner/stagepass.config.mjs': CONFIG });
    expect((await findProject(join(dir, 'inner'))).dir).toBe(join(dir, 'inner'));
  });

  it('is looked for no further than the root of the repository', async () => {
    const dir = projectWith({ 'stagepass.config.mjs': CONFIG, 'inner/.git/HEAD': '', 'inner/src/a.ts': '' });
    await expect(findProject(join(dir, 'inner', 'src'))).rejects.toThrow('there is no stagepass.config.ts in ');
  });

  it('above the folder is run only where it is one’s own', async () => {
    const dir = projectWith({ 'stagepass.config.mjs': CONFIG, 'inner/a.ts': '' });
    const another = Number(process.getuid?.()) + 1;
    await expect(findProject(join(dir, 'inner'), another)).rejects.toThrow('belongs to another user');
    expect((await findProject(dir, another)).dir).toBe(dir);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['is none', {}, 'there is no stagepass.config.ts in '],
    [
      'are two',
      { 'stagepass.config.ts': CONFIG, 'stagepass.config.mjs': CONFIG },
      'has stagepass.config.ts and stagepass.config.mjs: keep one',
    ],
    [
      'is none in it',
      { 'stagepass.config.mjs': 'export const config = {};' },
      'has no default export: it needs export default',
    ],
    [
      'throws',
      { 'stagepass.config.mjs': 'throw new TypeError("no such\\nthing");' },
      'can’t be loaded: TypeError: no such',
    ],
    ['needs a package', { 'stagepass.config.mjs': 'import "no-such-package-here";' }, '; npm install brings it'],
  ])('can’t be used where there %s', async (_, files, message) => {
    const error = await findProject(projectWith(files)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) });
    expect((error as Error).message.split('\n')).toHaveLength(1);
  });
});

describe('the assembly', () => {
  it('of a project is made anew each time, since its app may import what is outside of its folder', () => {
    expect(stageApp(projectWith({ 'stagepass.config.ts': CONFIG }), 'dev', {}).sources).toBeUndefined();
  });

  it('of the repository is made anew when the configuration comes to something else', () => {
    const madeFrom = (alias: string) =>
      stageApp(projectRoot, 'dev', { dev: { providers: {}, alias } as never }).sources;
    expect(madeFrom('a')).toEqual(madeFrom('a'));
    expect(madeFrom('a')).not.toEqual(madeFrom('b'));
  });
});
