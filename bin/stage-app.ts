import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../lib/root.ts';
import { packageVersion } from '../lib/version.ts';
import type { CdkApp } from '../local/synthesize.ts';

/** Every file and folder of this repository that a stage's assembly depends on. The lock file stands for node_modules. */
const REPOSITORY = [
  'api',
  'bin',
  'cdk.json',
  'client',
  'edge-auth',
  'lambda',
  'lib',
  'package-lock.json',
  'stagepass.config.ts',
  'tsconfig.json',
  'web',
];

/** What an app isn't made of, beside what a dot begins: `.env`, `.git`. */
const LEFT_OUT = new Set(['node_modules', 'cdk.out', 'certs', 'stagepass.lock.json']);

/** The app of a project, for tools that synthesize one stage. */
export function stageApp(projectDir: string, stage: string): CdkApp {
  return projectDir === projectRoot ? repositoryApp(projectDir, stage) : projectApp(projectDir, stage);
}

/** The app of this repository, or of a clone of it. */
export function repositoryApp(dir: string, stage: string): CdkApp {
  return { dir, sources: REPOSITORY, context: { stage } };
}

/** A project may have an app of its own, from any of its files. Its other stacks may be there, too. */
function projectApp(dir: string, stage: string): CdkApp {
  return { dir, sources: filesIn(dir), versions: [packageVersion()], context: { stage } };
}

/** Their paths in the folder. Symbolic links are left out: they may lead in a circle. */
function filesIn(dir: string, folder = ''): string[] {
  return readdirSync(join(dir, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || LEFT_OUT.has(entry.name)) return [];
    if (entry.isDirectory()) return filesIn(dir, path);
    return entry.isFile() ? [path] : [];
  });
}
