import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StagepassConfig } from '../lib/config/config.ts';
import { projectRoot } from '../lib/root.ts';
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

/** The app of a project, for tools that synthesize one stage. @param config as the project's file gives it. */
export function stageApp(projectDir: string, stage: string, config: StagepassConfig): CdkApp {
  return projectDir === projectRoot
    ? repositoryApp(projectDir, stage, config)
    : { dir: projectDir, context: { stage } };
}

/**
 * The app of this repository, or of a clone of it. The configuration stands for what its file imports from elsewhere, and
 * for the environment variables that it reads.
 */
export function repositoryApp(dir: string, stage: string, config: StagepassConfig): CdkApp {
  return {
    dir,
    sources: { places: REPOSITORY, also: [JSON.stringify(config), installedCdk(dir)] },
    context: { stage },
  };
}

/** Another one may have been put into node_modules than the lock file names. */
function installedCdk(dir: string): string {
  const file = join(dir, 'node_modules', 'aws-cdk-lib', 'package.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
