import type { CdkApp } from '../local/synthesize.ts';

/** All that a stage's assembly is made of. The lock file stands for node_modules. */
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

/** The app in `bin/stagepass.ts` for one stage, for whoever synthesizes it by itself. */
export function stageApp(projectDir: string, stage: string): CdkApp {
  return { dir: projectDir, sources, context: { stage } };
}
