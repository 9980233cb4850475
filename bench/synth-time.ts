import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { projectRoot } from '../lib/root.ts';

const run = promisify(execFile);

const cdk = join(dirname(fileURLToPath(import.meta.resolve('aws-cdk/package.json'))), 'bin', 'cdk');

const env = {
  ...process.env,
  PATH: `${dirname(process.execPath)}:${join(projectRoot, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`,
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
};

/** @returns the folder of an app as `cdk init` makes it, but with our packages and without its test. */
export function blankApp(scratchDir: string): string {
  const dir = join(scratchDir, 'blank');
  mkdirSync(dir);
  execFileSync(process.execPath, [cdk, 'init', 'app', '--language', 'typescript', '--generate-only'], {
    cwd: dir,
    env,
    stdio: 'ignore',
  });
  symlinkSync(join(projectRoot, 'node_modules'), join(dir, 'node_modules'), 'dir');
  rmSync(join(dir, 'test'), { recursive: true });
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(join(dir, file), change(readFileSync(join(dir, file), 'utf8')));
  // For Node, package.json must say that these are ES modules, and imports need file extensions.
  edit('package.json', (text) => JSON.stringify({ ...JSON.parse(text), type: 'module' }));
  edit('bin/blank.ts', (text) => text.replace("/blank-stack'", "/blank-stack.ts'"));
  edit('tsconfig.json', (text) => {
    const { compilerOptions, ...others } = JSON.parse(text);
    const changed = { ...compilerOptions, types: ['node'], allowImportingTsExtensions: true };
    return JSON.stringify({ ...others, compilerOptions: changed });
  });
  // Its own command, with Node instead of tsx, which we don't have.
  edit('cdk.json', (text) => JSON.stringify({ ...JSON.parse(text), app: 'tsc && node bin/blank.ts' }));
  return dir;
}

/** @returns how long `cdk synth` of the app in this folder takes, in seconds. */
export async function synthSeconds(dir: string, outDir: string): Promise<number> {
  const startedAt = performance.now();
  await run(process.execPath, [cdk, 'synth', '--quiet', '--output', outDir], { cwd: dir, env });
  return (performance.now() - startedAt) / 1_000;
}
