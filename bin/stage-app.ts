import type { CdkApp } from '../local/synthesize.ts';

/** Every file and folder that a stage's assembly depends on. The lock file stands for node_modules. */
const sources = [
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

/** The app in `bin/stagepass.ts`, for tools that synthesize one stage. */
export function stageApp(projectDir: string, stage: string): CdkApp {
  return { dir: projectDir, sources, context: { stage } };
}
