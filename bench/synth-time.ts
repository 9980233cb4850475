import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { projectRoot } from '../lib/root.ts';

const run = promisify(execFile);

/** What `cdk init app` makes, without its tests: an app with an empty stack. Run by Node itself, which is its fastest way. */
const BLANK_APP = `
import * as cdk from 'aws-cdk-lib';

class BlankStack extends cdk.Stack {}

const app = new cdk.App();
new BlankStack(app, 'BlankStack');
`;

/** @returns the folder of a blank app that uses our packages. */
export function blankApp(scratchDir: string): string {
  const dir = join(scratchDir, 'blank');
  mkdirSync(dir);
  symlinkSync(join(projectRoot, 'node_modules'), join(dir, 'node_modules'), 'dir');
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(dir, 'cdk.json'),
    JSON.stringify({ app: 'node blank.ts', versionReporting: false, notices: false }),
  );
  writeFileSync(join(dir, 'blank.ts'), BLANK_APP);
  return dir;
}

/** @returns how long `cdk synth` of the app in this folder takes, in seconds. */
export async function synthSeconds(dir: string, outDir: string): Promise<number> {
  const cdk = join(dirname(fileURLToPath(import.meta.resolve('aws-cdk/package.json'))), 'bin', 'cdk');
  const startedAt = performance.now();
  await run(process.execPath, [cdk, 'synth', '--quiet', '--output', outDir], {
    cwd: dir,
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    },
  });
  return (performance.now() - startedAt) / 1_000;
}
